package io.frostline.payment;

import com.arjuna.ats.arjuna.AtomicAction;
import com.arjuna.ats.arjuna.common.Uid;
import com.arjuna.ats.arjuna.coordinator.ActionManager;
import com.arjuna.ats.arjuna.coordinator.RecordList;
import com.arjuna.ats.arjuna.exceptions.ObjectStoreException;
import com.arjuna.ats.arjuna.objectstore.StoreManager;
import com.arjuna.ats.arjuna.recovery.RecoveryModule;
import com.arjuna.ats.arjuna.state.InputObjectState;
import com.arjuna.ats.internal.arjuna.common.UidHelper;
import io.frostline.platform.sql.Sql;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Recovery module that removes a commit decision from the log when both databases have executed it but an answer was lost.
 * Narayana's own recovery (7.3.3) finds no branch for such a decision, treats the branch as not reachable yet, and retries forever.
 * Narayana has a setting that treats a missing branch as done. It would also treat a database that is down as done, and delete a
 * decision which that database still needs.
 *
 * <p>A branch is prepared before its decision is logged, and then ends by commit alone. Suppose that a decision is in the log, and
 * every database afterwards reports no prepared branch of it. Then the decision is executed.
 */
final class SettledDecisions implements RecoveryModule {
    private static final Logger LOG = Logger.getLogger(SettledDecisions.class);
    private static final String TYPE = new AtomicAction().type();

    private final List<DataSource> databases;

    SettledDecisions(List<DataSource> databases) {
        this.databases = databases;
    }

    @Override
    public void periodicWorkFirstPass() {
        // all work is in the second pass, after Narayana has committed what it found
    }

    @Override
    public void periodicWorkSecondPass() {
        try {
            List<Uid> logged = logged();
            if (!logged.isEmpty()) {
                Set<Uid> prepared = prepared();
                logged.removeIf(prepared::contains);
                logged.forEach(SettledDecisions::forget);
            }
        } catch (ObjectStoreException | IOException | SQLException e) {
            LOG.warnf("what became of earlier transactions can't be seen: %s; trying again", e.getMessage());
        }
    }

    /** Returns logged transactions that this process is not about to end. */
    private static List<Uid> logged() throws ObjectStoreException, IOException {
        InputObjectState uids = new InputObjectState();
        List<Uid> found = new ArrayList<>();
        if (StoreManager.getRecoveryStore().allObjUids(TYPE, uids)) {
            for (Uid uid = UidHelper.unpackFrom(uids); !uid.equals(Uid.nullUid()); uid = UidHelper.unpackFrom(uids)) {
                if (ActionManager.manager().get(uid) == null) {
                    found.add(uid);
                }
            }
        }
        return found;
    }

    /** @throws SQLException also if a branch can't be parsed: it might belong to any transaction */
    private Set<Uid> prepared() throws SQLException {
        Set<Uid> found = new HashSet<>();
        for (DataSource database : databases) {
            try (Connection connection = database.getConnection()) {
                Sql.forEach(
                        connection,
                        "select gid from pg_prepared_xacts",
                        row -> found.add(Branch.parse(row.getString(1)).transaction()));
            }
        }
        return found;
    }

    private static void forget(Uid uid) {
        try {
            if (!new Decision(uid).isContradicted()
                    && StoreManager.getRecoveryStore().remove_committed(uid, TYPE)) {
                LOG.infof("transaction %s is committed everywhere", uid);
            }
        } catch (ObjectStoreException e) {
            LOG.warnf("transaction %s stays in the log: %s; trying again", uid, e.getMessage());
        }
    }

    private static final class Decision extends AtomicAction {
        private final boolean activated;

        private Decision(Uid uid) {
            super(uid);
            activated = activate();
        }

        /**
         * Returns whether some branch had another outcome, whatever the cause, or the decision can't be read. The log must then
         * keep it.
         */
        private boolean isContradicted() {
            @Nullable RecordList contradictions = heuristicList;
            return !activated || contradictions != null && contradictions.size() > 0;
        }
    }
}
