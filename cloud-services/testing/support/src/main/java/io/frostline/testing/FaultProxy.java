package io.frostline.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** TCP proxy on loopback that can fail as links do. */
public final class FaultProxy extends TcpProxy {
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

    private volatile Link link = Link.UP;

    public FaultProxy(int target) throws IOException {
        super(target);
        start();
    }

    public synchronized void set(Link next) {
        link = next;
        notifyAll();
        if (isCut()) {
            cutAll();
        }
    }

    @Override
    boolean isCut() {
        return link == Link.CUT;
    }

    @Override
    void pump(Socket from, Socket to, boolean requests) throws IOException, InterruptedException {
        byte[] bytes = new byte[16 << 10];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                pass(bytes, read, out);
            }
        } finally {
            awaitPassage(); // the end passes as the bytes do
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

    private synchronized void awaitPassage() throws InterruptedException {
        while (link == Link.HALF_OPEN) {
            wait();
        }
    }

    @Override
    public void close() {
        super.close();
        set(Link.CUT);
    }
}
