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
 * Recovery of actions: takes up those in the log that this process does not know, and completes what was decided and has not ended.
 * It replaces Narayana's own recovery (1.1.0). That one skips the participants of an action that was killed while it closed. It
 * also reads open actions anew at each pass, into copies whose timers can cancel what has been closed meanwhile.
 *
 * <p>Calling a participant once more than needed is safe: participants are fenced.
 */
final class ActionRecovery extends LRARecoveryModule {
    private static final Logger LOG = Logger.getLogger(ActionRecovery.class);
    private static final int CONCURRENCY = 16;

    private final ExecutorService workers = Executors.newFixedThreadPool(
            CONCURRENCY, Thread.ofVirtual().name("lra-recovery-", 0).factory());

    @Override
    public void periodicWorkSecondPass() {
        try {
            recover();
        } catch (RuntimeException e) { // an exception would end all later passes
            LOG.error("recovery will be tried again", e);
        }
    }

    /** Returns after one attempt on every action. */
    @Override
    public synchronized void recover() {
        List<Uid> logged = logged();
        Map<String, LRAData> known =
                known(); // after the log: an action in the log that is not known is of an earlier process
        List<Callable<@Nullable Void>> work = new ArrayList<>();
        for (Uid uid : logged) {
            LRAData action = known.remove(uid.fileStringForm());
            if (action == null) {
                work.add(recovering(uid, () -> takeUp(uid)));
            } else if (action.getStatus() != LRAStatus.Active) {
                work.add(recovering(uid, () -> underItsLock(action.getLraId(), () -> resume(uid, action))));
            }
        }
        for (LRAData action : known.values()) {
            if (action.isRecovering()) {
                Uid uid = new Uid(LRAConstants.getLRAUid(action.getLraId()));
                work.add(recovering(uid, () -> underItsLock(action.getLraId(), () -> forget(uid, action))));
            }
        }
        try {
            workers.invokeAll(work);
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

    private static Map<String, LRAData> known() {
        Map<String, LRAData> known = new HashMap<>();
        synchronized (getService()) { // this lock is held from a new action's record to its entry
            for (LRAData action : getService().getAll()) {
                known.put(LRAConstants.getLRAUid(action.getLraId()), action);
            }
        }
        return known;
    }

    @FunctionalInterface
    private interface Work {
        void run() throws ObjectStoreException;
    }

    private static Callable<@Nullable Void> recovering(Uid uid, Work work) {
        return () -> {
            try {
                work.run();
            } catch (ObjectStoreException | RuntimeException e) {
                LOG.warnf("%s can't be gone on with: %s; trying again", uid, e);
            }
            return null;
        };
    }

    /**
     * Runs work under an action's lock, or does nothing if another thread has the lock. Narayana waits for this lock while it holds
     * the service's monitor, so whoever calls participants must have the lock already.
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

    private static boolean isLogged(Uid uid) throws ObjectStoreException {
        return StoreManager.getRecoveryStore().currentState(uid, LongRunningAction.getType()) != StateStatus.OS_UNKNOWN;
    }

    /** Takes up an action of an earlier process; nobody else has it. */
    private void takeUp(Uid uid) throws ObjectStoreException {
        LoggedAction action = read(uid);
        if (action.isFailed()) {
            moveEntryToFailedLRAPath(uid);
            return;
        }
        getService().addTransaction(action);
        if (action.getLRAStatus() != LRAStatus.Active) {
            underItsLock(action.getId(), action::finish);
        }
    }

    /** Resumes an action that this process decided on but could not end. */
    private void resume(Uid uid, LRAData known) throws ObjectStoreException {
        if (!isLogged(uid)) {
            return; // it ended meanwhile
        }
        if (known.getStatus() == LRAStatus.Cancelled && !known.isRecovering()) {
            removeCommitted(uid); // nobody had joined it: Narayana leaves its record
            return;
        }
        LoggedAction action = read(uid);
        if (action.isFailed()) {
            moveEntryToFailedLRAPath(uid);
        } else if (action.getLRAStatus() != LRAStatus.Active) {
            action.finish();
        }
    }

    /**
     * Removes an action that has ended. A thread that failed to end it can enter it as in progress, though another has ended it
     * meanwhile.
     */
    private static void forget(Uid uid, LRAData ended) throws ObjectStoreException {
        if (!isLogged(uid)) {
            getService().remove(ended.getLraId());
        }
    }

    private static LoggedAction read(Uid uid) {
        LoggedAction action = new LoggedAction(getService(), uid);
        if (!action.isRead()) {
            throw new IllegalStateException("its record can't be read");
        }
        return action;
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

        private void finish() {
            LRAStatus decided = getLRAStatus();
            moveTo(heuristicList, preparedList, false);
            moveTo(pendingList, preparedList, false);
            checkParticipant(preparedList);
            phase2Commit(true);
            runPostLRAActions();
            if (isEmpty(heuristicList) && isEmpty(failedList)) {
                updateState(isCancel() ? LRAStatus.Cancelled : LRAStatus.Closed);
            }
            updateState(); // the record says how it ended, or is gone
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
