package io.frostline.payment;

import com.arjuna.ats.arjuna.common.Uid;
import com.arjuna.ats.jta.xa.XATxConverter;
import com.arjuna.ats.jta.xa.XidImple;
import java.sql.SQLException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.transaction.xa.Xid;

/** Prepared branch parsed from PostgreSQL's name of it: the driver puts format, transaction and branch into one text. */
record Branch(byte[] transactionId, byte[] branchId) implements Xid {
    private static final Pattern GID = Pattern.compile(XATxConverter.FORMAT_ID + "_([^_]+)_([^_]*)");

    static Branch parse(String gid) throws SQLException {
        Matcher parts = GID.matcher(gid);
        if (!parts.matches()) {
            throw new SQLException("a prepared transaction of an unknown kind: " + gid);
        }
        Base64.Decoder base64 = Base64.getDecoder();
        return new Branch(base64.decode(parts.group(1)), base64.decode(parts.group(2)));
    }

    Uid transaction() {
        return new XidImple(this).getTransactionUid();
    }

    @Override
    public int getFormatId() {
        return XATxConverter.FORMAT_ID;
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return transactionId;
    }

    @Override
    public byte[] getBranchQualifier() {
        return branchId;
    }
}
