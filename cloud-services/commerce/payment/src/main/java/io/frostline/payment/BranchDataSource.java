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
 * A database whose prepared branches end as they are told, now or later: PostgreSQL never decides about one by itself. The
 * driver (42.7) reports {@code XAER_RMERR} where a server that goes down says so in place of its answer, which to Narayana
 * is a branch that has been decided otherwise: a heuristic, for good. Here it is {@code XAER_RMFAIL}, and recovery asks again.
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

        /** Somebody else has ended a branch that this connection prepared: the log has to tell of it. */
        private static boolean isGone(XAException failure) {
            return failure.getCause() instanceof SQLException cause
                    && PSQLState.UNDEFINED_OBJECT.getState().equals(cause.getSQLState());
        }
    }
}
