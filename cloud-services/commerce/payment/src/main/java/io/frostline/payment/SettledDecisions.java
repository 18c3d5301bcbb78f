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
 * Takes decisions to commit out of the log that both databases have carried out, but whose answer was lost. Narayana's own
 * recovery (7.3.3) finds no branch to ask about such a one, takes it for one that it can't reach yet, and tries for good.
 * Its setting for that, to take what it does not find as done, would also take a database that is down as done, and forget
 * a decision that it still has to hear.
 *
 * <p>A branch is prepared before its decision is logged, and then ends by commit alone. So where a decision stands in the
 * log, and every database says after that that it has no branch of it prepared, it is carried out.
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
        // all is done in the second, once Narayana has committed what it found
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

    /** Of transactions that nobody in this process is about to end. */
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

    /** @throws SQLException also where a branch can't be read: it might be of any transaction */
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

        /** Some branch came to something else, by whatever hand: the log has to tell of it. Also if it can't be read. */
        private boolean isContradicted() {
            @Nullable RecordList contradictions = heuristicList;
            return !activated || contradictions != null && contradictions.size() > 0;
        }
    }
}
