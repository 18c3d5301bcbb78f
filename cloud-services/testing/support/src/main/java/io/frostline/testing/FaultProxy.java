package io.frostline.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** TCP proxy on loopback that can fail as links do. */
public final class FaultProxy implements AutoCloseable {
    /** Behaviour of the proxy. */
    public enum Link {
        UP,
        /** Connections are cut, and new ones are cut at once. */
        CUT,
        /** Connections stay open and nothing passes in either direction; neither side is told. */
        HALF_OPEN,
        /** Five kilobytes a second in each direction of a connection. */
        SLOW
    }

    private static final int PIECE = 512;

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Link link = Link.UP;
    private volatile boolean closed;

    public FaultProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public void set(Link next) {
        lock.lock();
        try {
            link = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (next == Link.CUT) {
            cutAll();
        }
    }

    private void cutAll() {
        sockets.forEach(FaultProxy::closeQuietly);
        sockets.clear();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket near = server.accept();
                if (link == Link.CUT) {
                    near.close();
                    continue;
                }
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(near);
                sockets.add(far);
                Thread.ofVirtual().start(() -> pump(near, far));
                Thread.ofVirtual().start(() -> pump(far, near));
            } catch (IOException e) {
                // the target is down, or the proxy was closed: the client finds its connection ended
            }
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] bytes = new byte[16 << 10];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                pass(bytes, read, out);
            }
        } catch (IOException | InterruptedException e) {
            // ends below
        } finally {
            awaitPassageOfTheEnd();
            closeQuietly(from);
            closeQuietly(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void pass(byte[] bytes, int length, OutputStream out) throws IOException, InterruptedException {
        for (int from = 0, to = 0; from < length; from = to) {
            awaitPassage();
            boolean slow = link == Link.SLOW;
            to = slow ? Math.min(length, from + PIECE) : length;
            out.write(bytes, from, to - from);
            if (slow) {
                Thread.sleep(100);
            }
        }
    }

    private void awaitPassageOfTheEnd() {
        try {
            awaitPassage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitPassage() throws InterruptedException {
        lock.lock();
        try {
            while (link == Link.HALF_OPEN && !closed) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        set(Link.CUT);
    }
}
