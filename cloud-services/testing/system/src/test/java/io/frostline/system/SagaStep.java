package io.frostline.system;

import io.frostline.testing.CallProxy.Moment;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;

/** Call of a saga: its destination and its pattern. */
enum SagaStep {
    START(Part.LRA_COORDINATOR, "POST .*/start", Scenario.PLACE),
    STOCK_JOINS(Part.LRA_COORDINATOR, "PUT /lra-coordinator/[^/]+", Scenario.PLACE),
    HOLD_STOCK(Part.STOCK, "POST .*/stock-holds", Scenario.PLACE),
    HOLD_PAYMENT(Part.PAYMENT, "POST .*/payment-holds", Scenario.PLACE),
    PAYMENT_JOINS(Part.LRA_COORDINATOR, "PUT /lra-coordinator/[^/]+", Scenario.PLACE) {
        @Override
        void arm(Deployment cloud, Moment moment, Runnable fault) {
            cloud.proxy(Part.PAYMENT).arm(HOLD_PAYMENT.call, Moment.BEFORE, () -> super.arm(cloud, moment, fault));
        }
    },
    CLOSE(Part.LRA_COORDINATOR, "PUT .*/close", Scenario.PLACE),
    COMPLETE_STOCK(Part.STOCK, "PUT .*/complete", Scenario.PLACE),
    COMPLETE_PAYMENT(Part.PAYMENT, "PUT .*/complete", Scenario.PLACE),
    CANCEL(Part.LRA_COORDINATOR, "PUT .*/cancel", Scenario.UNAFFORDABLE),
    COMPENSATE_STOCK(Part.STOCK, "PUT .*/compensate", Scenario.UNAFFORDABLE),
    COMPENSATE_PAYMENT(Part.PAYMENT, "PUT .*/compensate", Scenario.UNAFFORDABLE),
    START_TAKING_BACK(Part.LRA_COORDINATOR, "POST .*/start", Scenario.TAKE_BACK),
    RELEASE_STOCK(Part.STOCK, "POST .*/stock-releases", Scenario.TAKE_BACK),
    HOLD_REFUND(Part.PAYMENT, "POST .*/refund-holds", Scenario.TAKE_BACK),
    CLOSE_TAKING_BACK(Part.LRA_COORDINATOR, "PUT .*/close", Scenario.TAKE_BACK),
    COMPLETE_RELEASE(Part.STOCK, "PUT .*/stock-release/complete", Scenario.TAKE_BACK),
    COMPLETE_REFUND(Part.PAYMENT, "PUT .*/refund/complete", Scenario.TAKE_BACK);

    /** Request whose saga is interrupted. */
    enum Scenario {
        /** Order that ends confirmed. */
        PLACE,
        /** Order that cannot be paid: stock was held, and is released. */
        UNAFFORDABLE,
        /** Confirmed order that is cancelled. */
        TAKE_BACK
    }

    private final Part at;
    private final String call;
    final Scenario scenario;

    SagaStep(Part at, String call, Scenario scenario) {
        this.at = at;
        this.call = call;
        this.scenario = scenario;
    }

    /** Returns whether the coordinator calls, which waits for a participant for at most 2 s. */
    boolean byCoordinator() {
        return name().startsWith("COMPLETE") || name().startsWith("COMPENSATE");
    }

    /** Arms the fault at this call. */
    void arm(Deployment cloud, Moment moment, Runnable fault) {
        cloud.proxy(at).arm(call, moment, fault);
    }
}
