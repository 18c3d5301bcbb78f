package io.frostline.platform.transactionlog;

import java.util.List;

/**
 * Settings of Narayana's log. Narayana reads them once, when the first of its classes is initialised; this class does not cause
 * that.
 */
public final class TransactionLog {
    private TransactionLog() {}

    /** Makes Narayana replace each record atomically. Must be called before Narayana's first class is initialised. */
    public static void replaceRecordsWhole() {
        set("objectStoreType", WholeRecordStore.class.getName());
    }

    /**
     * Sets a property of all three stores.
     *
     * @param setting name of a property of Narayana's {@code ObjectStoreEnvironmentBean}
     */
    public static void set(String setting, String value) {
        for (String store : List.of("", "stateStore.", "communicationStore.")) {
            System.setProperty("ObjectStoreEnvironmentBean." + store + setting, value);
        }
    }
}
