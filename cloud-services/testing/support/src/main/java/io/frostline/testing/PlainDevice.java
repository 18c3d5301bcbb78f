package io.frostline.testing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Device without an agent that publishes as fast as it may: MQTT 5 at QoS 1, a fixed number of messages in flight, nothing stored.
 * It uses a tenth of the machine that a client library uses, so that the broker is what is measured. Serves one call at a time.
 */
public final class PlainDevice implements AutoCloseable {
    private static final int CONNACK = 2;
    private static final int PUBACK = 4;

    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;
    private final int window;

    /** @param window maximum number of messages in flight; no more than the broker's receive maximum */
    public PlainDevice(int port, String clientId, int window) throws IOException {
        this.window = window;
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 15));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 15));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream connect = new DataOutputStream(bytes);
        connect.writeUTF("MQTT");
        connect.write(new byte[] {5, 2, 0, 0, 0}); // version, clean start, no keep-alive, no properties
        connect.writeUTF(clientId);
        out.writeByte(0x10);
        writeLength(bytes.size());
        bytes.writeTo(out);
        out.flush();
        if (in.readUnsignedByte() >> 4 != CONNACK) {
            throw new IOException("the broker does not take the connection");
        }
        in.skipNBytes(length());
    }

    /**
     * Outcome of messages.
     *
     * @param acknowledged index of each message whose PUBACK said success
     * @param isComplete whether each was answered before the connection ended
     */
    public record Outcome(BitSet acknowledged, int refused, boolean isComplete) {}

    /** Publishes messages 0 to {@code count} - 1 and waits for the broker's answer to each, or the end of the connection. */
    public Outcome publish(String topic, int count, IntFunction<String> payload) throws InterruptedException {
        BitSet acknowledged = new BitSet(count);
        Semaphore room = new Semaphore(window);
        int[] refused = {0};
        AtomicInteger answered = new AtomicInteger();
        int[] indexOf = new int[1 << 16];
        Thread reader = Thread.ofPlatform().unstarted(() -> {
            try {
                while (answered.get() < count) {
                    int type = in.readUnsignedByte() >> 4;
                    int length = length();
                    if (type != PUBACK) {
                        throw new IOException("packet of type " + type);
                    }
                    int id = in.readUnsignedShort();
                    boolean success = length == 2 || in.readUnsignedByte() < 0x80;
                    in.skipNBytes(length - (length == 2 ? 2 : 3));
                    if (success) {
                        acknowledged.set(indexOf[id]);
                    } else {
                        refused[0]++;
                    }
                    answered.incrementAndGet();
                    room.release();
                }
            } catch (IOException e) {
                room.release(count); // the writer notices by itself
            }
        });
        reader.start();
        try {
            byte[] name = topic.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < count; i++) {
                if (!room.tryAcquire()) {
                    out.flush();
                    room.acquireUninterruptibly();
                }
                int id = i % 65_535 + 1;
                indexOf[id] = i;
                byte[] body = payload.apply(i).getBytes(StandardCharsets.UTF_8);
                out.writeByte(0x32);
                writeLength(2 + name.length + 2 + 1 + body.length);
                out.writeShort(name.length);
                out.write(name);
                out.writeShort(id);
                out.writeByte(0);
                out.write(body);
            }
            out.flush();
        } catch (IOException e) {
            // the reader notices the same
        }
        reader.join();
        return new Outcome(acknowledged, refused[0], answered.get() == count);
    }

    private void writeLength(int length) throws IOException {
        int left = length;
        do {
            int digit = left & 0x7f;
            left >>>= 7;
            out.writeByte(left > 0 ? digit | 0x80 : digit);
        } while (left > 0);
    }

    private int length() throws IOException {
        int length = 0;
        int shift = 0;
        int digit;
        do {
            digit = in.readUnsignedByte();
            length |= (digit & 0x7f) << shift;
            shift += 7;
        } while ((digit & 0x80) != 0);
        return length;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
