package io.frostline.platform.transactionlog;

import java.util.List;

/** The settings of Narayana's log. It looks for them once, when the first of its classes is initialised: this is none of them. */
public final class TransactionLog {
    private TransactionLog() {}

    /** Has every record replaced whole. To be called before Narayana's first class. */
    public static void replaceRecordsWhole() {
        set("objectStoreType", WholeRecordStore.class.getName());
    }

    /** @param setting of Narayana's {@code ObjectStoreEnvironmentBean}, for each of its three stores */
    public static void set(String setting, String value) {
        for (String store : List.of("", "stateStore.", "communicationStore.")) {
            System.setProperty("ObjectStoreEnvironmentBean." + store + setting, value);
        }
    }
}
