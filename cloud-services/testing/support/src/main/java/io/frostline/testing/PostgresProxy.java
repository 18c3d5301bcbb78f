package io.frostline.testing;

import io.frostline.testing.CallProxy.Moment;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Proxy of PostgreSQL that reads its protocol (version 3, unencrypted). It lets every message pass, except one statement that it
 * was armed for: there it runs the fault.
 */
public final class PostgresProxy implements AutoCloseable {
    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;

    private record Armed(String statement, Moment moment, BooleanSupplier passes) {}

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Armed> armed = new AtomicReference<>();
    private volatile boolean down;

    public PostgresProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
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

    private void cutAll() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is gone either way
            }
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                if (down) {
                    near.close();
                    continue;
                }
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                sockets.add(near);
                sockets.add(far);
                Thread.ofVirtual().start(() -> pump(near, far, true));
                Thread.ofVirtual().start(() -> pump(far, near, false));
            } catch (IOException e) {
                // the server is down, or the proxy was closed: the client finds its connection ended
            }
        }
    }

    private void pump(Socket from, Socket to, boolean requests) {
        try (from;
                to) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(from.getInputStream(), 1 << 16));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to.getOutputStream(), 1 << 16));
            if (requests) {
                startUp(in, out, from);
            }
            boolean passed = true;
            while (passed) {
                passed = passOne(in, out, requests);
            }
        } catch (IOException e) {
            // one side has gone, and so does the other
        } finally {
            sockets.remove(from);
            sockets.remove(to);
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

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // nobody connects to it any more in any case
        }
        cutAll();
    }
}
