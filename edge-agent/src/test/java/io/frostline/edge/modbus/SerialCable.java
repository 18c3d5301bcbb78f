package io.frostline.edge.modbus;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicLong;

/** Two serial lines of the kernel (pseudoterminals), connected by a cable that can be unplugged. */
public final class SerialCable implements AutoCloseable {
    private static final int OPEN_FLAGS = 2 | 0x100 | 0x800; // O_RDWR | O_NOCTTY | O_NONBLOCK of Linux
    private static final int MILLIS_BETWEEN_READS = 2;
    private static final int MAX_FRAME = 256;

    private final int[] ends = {open(), open()};
    private final Thread[] wires = {wire(0, 1), wire(1, 0)};
    private final AtomicLong[] carried = {new AtomicLong(), new AtomicLong()};
    private volatile boolean pulled;
    private volatile boolean slow;
    private volatile boolean closed;

    public SerialCable() {
        for (Thread wire : wires) {
            wire.start();
        }
    }

    public String device(int end) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(MAX_FRAME);
            done("ptsname_r", (int) call("ptsname_r", ends[end], name, (long) MAX_FRAME));
            return name.getString(0);
        }
    }

    public void pull(boolean out) {
        pulled = out;
    }

    /** Holds back the bytes from the first end while {@code isSlow}. */
    public void slow(boolean isSlow) {
        slow = isSlow;
    }

    /** Returns how many bytes came from an end. */
    public long carried(int end) {
        return carried[end].get();
    }

    private Thread wire(int from, int to) {
        return Thread.ofPlatform().daemon().unstarted(() -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment bytes = arena.allocate(MAX_FRAME);
                while (!closed) {
                    long length = (long) call("read", ends[from], bytes, (long) MAX_FRAME);
                    carried[from].addAndGet(Math.max(0, length));
                    while (slow && from == 0 && !closed) {
                        Thread.sleep(5);
                    }
                    if (length > 0 && !pulled) {
                        call("write", ends[to], bytes, length);
                    } else if (length < 0) {
                        Thread.sleep(MILLIS_BETWEEN_READS); // nothing was sent, or no process has opened the line
                    }
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts a wire", e);
            }
        });
    }

    private static int open() {
        int end = (int) call("posix_openpt", OPEN_FLAGS);
        if (end < 0) {
            throw new IllegalStateException("posix_openpt: the kernel has no pseudoterminal");
        }
        done("grantpt", (int) call("grantpt", end));
        done("unlockpt", (int) call("unlockpt", end));
        return end;
    }

    private static void done(String function, int result) {
        if (result != 0) {
            throw new IllegalStateException(function + " answered " + result);
        }
    }

    private static Object call(String function, int end) {
        return invoke(function, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), end);
    }

    private static Object call(String function, int end, MemorySegment bytes, long length) {
        boolean named = function.equals("ptsname_r");
        return invoke(
                function,
                FunctionDescriptor.of(
                        named ? ValueLayout.JAVA_INT : ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG),
                end,
                bytes,
                length);
    }

    private static Object invoke(String function, FunctionDescriptor descriptor, Object... arguments) {
        try {
            Linker linker = Linker.nativeLinker();
            MethodHandle handle =
                    linker.downcallHandle(linker.defaultLookup().find(function).orElseThrow(), descriptor);
            return handle.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(function, e);
        }
    }

    /** Waits for the threads first: a descriptor closed during a read may denote another file a moment later. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        for (Thread wire : wires) {
            wire.join();
        }
        for (int end : ends) {
            call("close", end);
        }
    }
}
