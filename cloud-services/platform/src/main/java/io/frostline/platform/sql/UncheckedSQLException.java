package io.frostline.platform.sql;

import java.sql.SQLException;

/** Failure of a statement that no caller can handle except by failing too: the transaction is rolled back. */
public final class UncheckedSQLException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UncheckedSQLException(SQLException cause) {
        super(cause.getMessage(), cause);
    }
}
