package io.frostline.contract.batch;

import io.frostline.contract.column.Malformed;

/** Command from the cloud to an agent, as the agent decodes it. */
public record AgentCommand(String id, Action action) {
    public sealed interface Action {}

    /** Request to send sequences {@code first} to {@code last} of the epoch again. */
    public record Resend(long epoch, long first, long last) implements Action {}

    public record SetPoint(String room, double celsius, long version) implements Action {}

    /** Action of a later version than this one. */
    public record Unknown() implements Action {}

    /** @throws Malformed if the bytes are no command */
    public static AgentCommand decode(byte[] encoded) {
        String id = "";
        Action action = new Unknown();
        ProtoReader command = new ProtoReader(encoded);
        while (command.next()) {
            switch (command.field()) {
                case 1 -> id = command.text();
                case 2 -> action = resend(command.message());
                case 3 -> action = setPoint(command.message());
                default -> {}
            }
        }
        return new AgentCommand(id, action);
    }

    private static Resend resend(ProtoReader resend) {
        long epoch = 0;
        BatchReceipt.Range range = new BatchReceipt.Range(0, 0);
        while (resend.next()) {
            switch (resend.field()) {
                case 1 -> epoch = resend.number();
                case 2 -> range = BatchReceipt.range(resend.message());
                default -> {}
            }
        }
        return new Resend(epoch, range.first(), range.last());
    }

    private static SetPoint setPoint(ProtoReader setPoint) {
        String room = "";
        double celsius = 0;
        long version = 0;
        while (setPoint.next()) {
            switch (setPoint.field()) {
                case 1 -> room = setPoint.text();
                case 2 -> celsius = Double.longBitsToDouble(setPoint.number());
                case 3 -> version = setPoint.number();
                default -> {}
            }
        }
        return new SetPoint(room, celsius, version);
    }
}
