package io.frostline.payment;

import java.sql.SQLException;
import javax.sql.XAConnection;
import javax.transaction.xa.XAException;
import javax.transaction.xa.Xid;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.PSQLState;
import org.postgresql.xa.PGXAConnection;
import org.postgresql.xa.PGXADataSource;

/**
 * Data source whose prepared branches always end as decided, now or later: PostgreSQL never decides about one by itself. The driver
 * (42.7) reports {@code XAER_RMERR} if a server sends its shutdown message in place of an answer. Narayana takes that for a branch
 * with a different outcome: a heuristic, which is permanent. This class reports {@code XAER_RMFAIL} instead, and recovery retries.
 */
public final class BranchDataSource extends PGXADataSource {
    @Override
    public XAConnection getXAConnection(String user, String password) throws SQLException {
        return new BranchConnection((BaseConnection) getConnection(user, password));
    }

    private static final class BranchConnection extends PGXAConnection {
        private BranchConnection(BaseConnection connection) throws SQLException {
            super(connection);
        }

        @Override
        public void commit(Xid xid, boolean onePhase) throws XAException {
            try {
                super.commit(xid, onePhase);
            } catch (XAException e) {
                throw onePhase ? e : laterIfFailed(e);
            }
        }

        @Override
        public void rollback(Xid xid) throws XAException {
            try {
                super.rollback(xid);
            } catch (XAException e) {
                throw laterIfFailed(e);
            }
        }

        private static XAException laterIfFailed(XAException failure) {
            if (failure.errorCode == XAException.XAER_RMERR) {
                failure.errorCode = isGone(failure) ? XAException.XA_HEURHAZ : XAException.XAER_RMFAIL;
            }
            return failure;
        }

        /** Returns whether somebody else has ended a branch that this connection prepared; the log must report this. */
        private static boolean isGone(XAException failure) {
            return failure.getCause() instanceof SQLException cause
                    && PSQLState.UNDEFINED_OBJECT.getState().equals(cause.getSQLState());
        }
    }
}
