package io.frostline.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** TCP proxy on loopback with a thread for each direction of a connection. */
abstract class TcpProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    TcpProxy(int target) throws IOException {
        this.target = target;
    }

    /** Accepts connections from now on; called once the subclass is complete. */
    final void start() {
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Returns whether new connections are cut at once. */
    abstract boolean isCut();

    /** Passes on what one side sends, until the connection ends. */
    abstract void pump(Socket from, Socket to, boolean requests) throws IOException, InterruptedException;

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                if (isCut()) {
                    near.close();
                    continue;
                }
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(near);
                sockets.add(far);
                Thread.ofVirtual().start(() -> relay(near, far, true));
                Thread.ofVirtual().start(() -> relay(far, near, false));
            } catch (IOException e) {
                // the target is down, or the proxy was closed: the client finds its connection ended
            }
        }
    }

    private void relay(Socket from, Socket to, boolean requests) {
        try (from;
                to) {
            pump(from, to, requests);
        } catch (IOException | InterruptedException e) {
            // one side has gone, and so does the other
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    final void cutAll() {
        sockets.forEach(TcpProxy::closeQuietly);
    }

    static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // it is gone either way
        }
    }

    @Override
    public void close() {
        closeQuietly(server);
        cutAll();
    }
}
