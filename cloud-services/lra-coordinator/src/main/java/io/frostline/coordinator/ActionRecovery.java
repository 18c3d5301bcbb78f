package io.frostline.coordinator;

import com.arjuna.ats.arjuna.common.Uid;
import com.arjuna.ats.arjuna.coordinator.RecordList;
import com.arjuna.ats.arjuna.exceptions.ObjectStoreException;
import com.arjuna.ats.arjuna.objectstore.StateStatus;
import com.arjuna.ats.arjuna.objectstore.StoreManager;
import com.arjuna.ats.arjuna.state.InputObjectState;
import com.arjuna.ats.internal.arjuna.common.UidHelper;
import io.narayana.lra.LRAConstants;
import io.narayana.lra.LRAData;
import io.narayana.lra.coordinator.domain.model.LongRunningAction;
import io.narayana.lra.coordinator.domain.service.LRAService;
import io.narayana.lra.coordinator.internal.LRARecoveryModule;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.lra.annotation.LRAStatus;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes up what the log has and this process has not, and goes on with what was decided and is not over, in place of
 * Narayana's own recovery (1.1.0). That one passes over the participants of an action that was killed while it closed, and
 * reads each open action anew at each pass, every time with a timer that cancels it, be it closed by then.
 *
 * <p>Calling a participant once more than needed is safe: participants are fenced.
 */
final class ActionRecovery extends LRARecoveryModule {
    private static final Logger LOG = Logger.getLogger(ActionRecovery.class);
    private static final int AT_ONCE = 16;

    private final ExecutorService running = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofVirtual().name("lra-recovery-", 0).factory());

    @Override
    public void periodicWorkSecondPass() {
        recover();
    }

    /** Returns when all has been tried once. */
    @Override
    public synchronized void recover() {
        Map<String, LRAData> known = new HashMap<>();
        for (LRAData action : getService().getAll()) {
            known.put(LRAConstants.getLRAUid(action.getLraId()), action);
        }
        List<Callable<@Nullable Void>> work = new ArrayList<>();
        for (Uid uid : logged()) {
            LRAData action = known.get(uid.fileStringForm());
            if (action == null || action.getStatus() != LRAStatus.Active) {
                work.add(() -> {
                    take(uid, action);
                    return null;
                });
            }
        }
        try {
            running.invokeAll(work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Uid> logged() {
        List<Uid> found = new ArrayList<>();
        InputObjectState uids = new InputObjectState();
        try {
            if (StoreManager.getRecoveryStore().allObjUids(LongRunningAction.getType(), uids)) {
                for (Uid uid = UidHelper.unpackFrom(uids);
                        !uid.equals(Uid.nullUid());
                        uid = UidHelper.unpackFrom(uids)) {
                    found.add(uid);
                }
            }
        } catch (ObjectStoreException | IOException e) {
            LOG.warnf("the log can't be read: %s; trying again", e.getMessage());
        }
        return found;
    }

    /** @param known what this process has of it; nothing after a restart */
    private void take(Uid uid, @Nullable LRAData known) {
        try {
            if (known == null) {
                LoggedAction action = read(uid);
                underItsLock(action.getId(), () -> goOn(action));
            } else {
                underItsLock(known.getLraId(), () -> takeUp(uid, known));
            }
        } catch (ObjectStoreException | RuntimeException e) {
            LOG.warnf("%s can't be gone on with: %s; trying again", uid, e);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws ObjectStoreException;
    }

    /**
     * Does nothing where somebody is ending the action. Narayana waits for this lock with all of its others in its hand, so
     * who calls participants must have it already.
     */
    private static void underItsLock(URI action, Work work) throws ObjectStoreException {
        ReentrantLock lock = getService().tryLockTransaction(action);
        if (lock != null) {
            try {
                work.run();
            } finally {
                lock.unlock();
            }
        }
    }

    private void takeUp(Uid uid, LRAData known) throws ObjectStoreException {
        if (StoreManager.getRecoveryStore().currentState(uid, LongRunningAction.getType()) == StateStatus.OS_UNKNOWN) {
            return; // it ended meanwhile
        }
        if (known.getStatus() == LRAStatus.Cancelled && !known.isRecovering()) {
            removeCommitted(uid); // nobody had joined it: Narayana leaves its record
        } else {
            goOn(read(uid));
        }
    }

    private static LoggedAction read(Uid uid) {
        LoggedAction action = new LoggedAction(getService(), uid);
        if (!action.isRead()) {
            throw new IllegalStateException("its record can't be read");
        }
        return action;
    }

    private void goOn(LoggedAction action) {
        if (!getService().hasTransaction(action.getId())) {
            getService().addTransaction(action);
        }
        if (action.isFailed()) {
            moveEntryToFailedLRAPath(action.get_uid());
        } else if (action.getLRAStatus() != LRAStatus.Active) {
            action.goOn();
        }
    }

    private static final class LoggedAction extends LongRunningAction {
        private final boolean read;

        private LoggedAction(LRAService service, Uid uid) {
            super(service, uid);
            read = activate();
        }

        private boolean isRead() {
            return read && getId() != null;
        }

        private void goOn() {
            LRAStatus decided = getLRAStatus();
            moveTo(heuristicList, preparedList, false);
            moveTo(pendingList, preparedList, false);
            checkParticipant(preparedList);
            phase2Commit(true);
            runPostLRAActions();
            if (isEmpty(heuristicList) && isEmpty(failedList)) {
                updateState(isCancel() ? LRAStatus.Cancelled : LRAStatus.Closed);
            }
            LOG.infof("%s was %s, and is %s", getId(), decided, getLRAStatus());
            if (!isRecovering()) {
                getLraService().finished(this, false);
            }
        }

        private static boolean isEmpty(@Nullable RecordList records) {
            return records == null || records.size() == 0;
        }
    }
}
