package io.frostline.coordinator;

import com.arjuna.ats.arjuna.common.Uid;
import com.arjuna.ats.arjuna.coordinator.RecordList;
import com.arjuna.ats.arjuna.exceptions.ObjectStoreException;
import com.arjuna.ats.arjuna.objectstore.StoreManager;
import com.arjuna.ats.arjuna.recovery.RecoveryModule;
import com.arjuna.ats.arjuna.state.InputObjectState;
import com.arjuna.ats.internal.arjuna.common.UidHelper;
import io.narayana.lra.coordinator.domain.model.LongRunningAction;
import io.narayana.lra.coordinator.domain.service.LRAService;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.lra.annotation.LRAStatus;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with actions that were killed while they closed. Narayana's own recovery (1.1.0) looks for participants among
 * those that are pending, and the log of a closing action has them among the prepared: it would stay in {@code Closing} for
 * good. Calling a participant once more than needed is safe.
 */
final class PreparedActions implements RecoveryModule {
    private static final Logger LOG = Logger.getLogger(PreparedActions.class);

    private final LRAService service;

    PreparedActions(LRAService service) {
        this.service = service;
    }

    @Override
    public void periodicWorkFirstPass() {
        // all is done in the second
    }

    @Override
    public void periodicWorkSecondPass() {
        InputObjectState uids = new InputObjectState();
        try {
            if (StoreManager.getRecoveryStore().allObjUids(LongRunningAction.getType(), uids)) {
                for (Uid uid = UidHelper.unpackFrom(uids);
                        !uid.equals(Uid.nullUid());
                        uid = UidHelper.unpackFrom(uids)) {
                    goOn(uid);
                }
            }
        } catch (ObjectStoreException | IOException e) {
            LOG.warnf("the log can't be read: %s; trying again", e.getMessage());
        }
    }

    private void goOn(Uid uid) {
        try {
            PreparedAction action = new PreparedAction(service, uid);
            if (action.isCutShort()) {
                action.goOn();
            }
        } catch (RuntimeException e) {
            LOG.warnf("%s can't be gone on with: %s; trying again", uid, e.getMessage());
        }
    }

    private static final class PreparedAction extends LongRunningAction {
        private final boolean activated;

        private PreparedAction(LRAService service, Uid uid) {
            super(service, uid);
            activated = activate();
        }

        private boolean isCutShort() {
            return activated
                    && getLRAStatus() == LRAStatus.Closing
                    && size(preparedList) > 0
                    && size(pendingList) == 0
                    && size(heuristicList) == 0;
        }

        private static int size(@Nullable RecordList records) {
            return records == null ? 0 : records.size();
        }

        private void goOn() {
            ReentrantLock lock = tryLockTransaction();
            if (lock == null) {
                return; // somebody is at it
            }
            try {
                LOG.infof("going on with %s, which was closing", getId());
                checkParticipant(preparedList);
                phase2Commit(true);
                runPostLRAActions();
                if (size(heuristicList) == 0 && size(failedList) == 0) {
                    updateState(LRAStatus.Closed);
                    getLraService().finished(this, false);
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
