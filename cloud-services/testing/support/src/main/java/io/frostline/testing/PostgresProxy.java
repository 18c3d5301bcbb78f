package io.frostline.testing;

import io.frostline.testing.CallProxy.Moment;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Proxy of PostgreSQL that reads its protocol (version 3, unencrypted). It lets every message pass, except one statement that it
 * was armed for: there it runs the fault.
 */
public final class PostgresProxy extends TcpProxy {
    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;

    private record Armed(String statement, Moment moment, BooleanSupplier passes) {}

    private final AtomicReference<@Nullable Armed> armed = new AtomicReference<>();
    private volatile boolean down;

    public PostgresProxy(int target) throws IOException {
        super(target);
        start();
    }

    /**
     * Arms the proxy: the fault happens at the next statement that begins so, and no other. It happens before the server has the
     * statement, or when the server has done it and the client does not know yet.
     *
     * @param passes runs the fault; if it returns false, the connection is cut instead of passing the message on
     */
    public void arm(String statement, Moment moment, BooleanSupplier passes) {
        armed.set(new Armed(statement, moment, passes));
    }

    /** Makes the server seem down, or up again. While it is down, connections are cut, and new ones are cut at once. */
    public void setDown(boolean next) {
        down = next;
        if (next) {
            cutAll();
        }
    }

    @Override
    boolean isCut() {
        return down;
    }

    @Override
    void pump(Socket from, Socket to, boolean requests) throws IOException {
        to.setTcpNoDelay(true);
        DataInputStream in = new DataInputStream(new BufferedInputStream(from.getInputStream(), 1 << 16));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to.getOutputStream(), 1 << 16));
        if (requests) {
            startUp(in, out, from);
        }
        while (passOne(in, out, requests)) {
            // until a fault cuts the connection
        }
    }

    /** Relays the first message, which has no type; a client that prefers encryption is refused it. */
    private static void startUp(DataInputStream in, DataOutputStream out, Socket client) throws IOException {
        while (true) {
            int length = in.readInt();
            int code = in.readInt();
            byte[] rest = in.readNBytes(length - 8);
            if (code == SSL_REQUEST || code == GSS_REQUEST) {
                client.getOutputStream().write('N');
            } else {
                out.writeInt(length);
                out.writeInt(code);
                out.write(rest);
                out.flush();
                return;
            }
        }
    }

    private boolean passOne(DataInputStream in, DataOutputStream out, boolean requests) throws IOException {
        byte type = in.readByte();
        int length = in.readInt();
        byte[] body = in.readNBytes(length - 4);
        if (isHit(type, body, requests)) {
            Armed hit = armed.getAndSet(null);
            if (hit != null && !hit.passes.getAsBoolean()) {
                return false;
            }
        }
        out.writeByte(type);
        out.writeInt(length);
        out.write(body);
        if (in.available() == 0) {
            out.flush();
        }
        return true;
    }

    /** Returns whether a message is the armed one. A statement comes in Parse or Query; CommandComplete says that it is done. */
    private boolean isHit(byte type, byte[] body, boolean requests) {
        Armed here = armed.get();
        boolean told = requests ? type == 'P' || type == 'Q' : type == 'C';
        return here != null
                && told
                && here.moment == (requests ? Moment.BEFORE : Moment.AFTER)
                && new String(body, StandardCharsets.UTF_8).contains(here.statement);
    }
}
