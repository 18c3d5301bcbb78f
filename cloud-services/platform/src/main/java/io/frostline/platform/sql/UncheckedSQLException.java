package io.frostline.platform.sql;

import java.sql.SQLException;

/** Failure of a statement, where no caller can do anything about it but fail too: the transaction is rolled back. */
public final class UncheckedSQLException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UncheckedSQLException(SQLException cause) {
        super(cause.getMessage(), cause);
    }
}
