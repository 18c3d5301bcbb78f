package io.frostline.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.stock.Reallocation.Good;
import io.frostline.stock.Reallocation.Move;
import io.frostline.stock.Reallocation.Need;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReallocationTest {
    private static final UUID SOON = new UUID(0, 1);
    private static final UUID LATER = new UUID(0, 2);
    private static final UUID OTHER = new UUID(0, 3);

    @Test
    void takesTheFirstLotFirstAndGoesOnInTheNext() {
        Reallocation plan = new Reallocation(
                List.of(new Need("old", "peas", 3), new Need("new", "peas", 4)),
                List.of(new Good(SOON, "peas", 5), new Good(LATER, "peas", 5)));
        assertThat(plan.moves())
                .containsExactly(new Move("old", SOON, 3), new Move("new", SOON, 2), new Move("new", LATER, 2));
        assertThat(plan.served()).containsExactlyInAnyOrder("old", "new");
    }

    @Test
    void anOrderThatCantBeServedLeavesTheGoodsToThoseBehindIt() {
        Reallocation plan = new Reallocation(
                List.of(new Need("large", "peas", 6), new Need("small", "peas", 5)),
                List.of(new Good(SOON, "peas", 5)));
        assertThat(plan.moves()).containsExactly(new Move("small", SOON, 5));
        assertThat(plan.served()).containsExactly("small");
    }

    @Test
    void anOrderGetsAllThatItNeedsOrNothing() {
        Reallocation plan = new Reallocation(
                List.of(new Need("both", "peas", 2), new Need("both", "corn", 2), new Need("next", "peas", 5)),
                List.of(new Good(SOON, "peas", 5), new Good(OTHER, "corn", 1)));
        assertThat(plan.served()).containsExactly("next");
    }

    @Test
    void whatAnOrderNeedsOfAProductIsSummedOverItsLots() {
        Reallocation plan = new Reallocation(
                List.of(new Need("one", "peas", 3), new Need("one", "peas", 3)), List.of(new Good(SOON, "peas", 5)));
        assertThat(plan.served()).isEmpty();
        assertThat(plan.moves()).isEmpty();
    }
}
