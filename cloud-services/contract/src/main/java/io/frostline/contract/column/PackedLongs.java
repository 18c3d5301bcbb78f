package io.frostline.contract.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Codec of streams of longs in bit-packed blocks with exceptions (PFOR: Zukowski et al., "Super-Scalar RAM-CPU Cache Compression",
 * ICDE 2006). The layout is defined in {@code frostline.proto}. A run of equal values costs two to four bytes per 128; an outlier
 * costs its own bytes and widens no other value.
 */
final class PackedLongs {
    static final int BLOCK = 128;
    private static final int MAX_WIDTH = 57; // one unaligned 64-bit load holds shift (0..7) + width
    private static final int EXCEPTIONS = 0x80;
    private static final int COUNTED = 512;
    private static final VarHandle LONG_LE =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long[] zigzagged = new long[BLOCK];
    private final long[] sorted = new long[BLOCK];
    private final int[] counts = new int[COUNTED];
    private final int[] lengths = new int[65];
    private final byte[] scratch = new byte[BLOCK * 8 + 8];

    void write(WireWriter out, long[] values, int offset, int count) {
        for (int from = 0; from < count; from += BLOCK) {
            writeBlock(out, values, offset + from, Math.min(BLOCK, count - from));
        }
    }

    private void writeBlock(WireWriter out, long[] values, int offset, int size) {
        long reference = median(values, offset, size);
        Arrays.fill(lengths, 0);
        for (int i = 0; i < size; i++) {
            long difference = values[offset + i] - reference;
            long code = (difference << 1) ^ (difference >> 63);
            zigzagged[i] = code;
            lengths[64 - Long.numberOfLeadingZeros(code)]++;
        }
        int width = cheapestWidth(size);
        int exceptions = 0;
        for (int length = width + 1; length <= 64; length++) {
            exceptions += lengths[length];
        }
        out.unsignedByte(width | (exceptions > 0 ? EXCEPTIONS : 0));
        out.zigzag(reference);
        pack(out, size, width);
        if (exceptions > 0) {
            out.varint(exceptions);
            for (int i = 0; i < size; i++) {
                long high = width == 64 ? 0 : zigzagged[i] >>> width;
                if (high != 0) {
                    out.unsignedByte(i);
                    out.varint(high);
                }
            }
        }
    }

    private long median(long[] values, int offset, int size) {
        long least = values[offset];
        long greatest = least;
        for (int i = offset + 1; i < offset + size; i++) {
            least = Math.min(least, values[i]);
            greatest = Math.max(greatest, values[i]);
        }
        if (least == greatest) {
            return least;
        }
        long range = greatest - least;
        return range >= 0 && range < COUNTED
                ? countedMedian(values, offset, size, least, (int) range)
                : sortedMedian(values, offset, size);
    }

    /** Returns the median by counting: most blocks hold few different values, so it is several times as fast as sorting. */
    private long countedMedian(long[] values, int offset, int size, long least, int range) {
        Arrays.fill(counts, 0, range + 1, 0);
        for (int i = offset; i < offset + size; i++) {
            counts[(int) (values[i] - least)]++;
        }
        int value = 0;
        for (int passed = counts[0]; passed <= size / 2; passed += counts[value]) {
            value++;
        }
        return least + value;
    }

    private long sortedMedian(long[] values, int offset, int size) {
        System.arraycopy(values, offset, sorted, 0, size);
        Arrays.sort(sorted, 0, size);
        return sorted[size / 2];
    }

    private int cheapestWidth(int size) {
        int longest = 64;
        while (longest > 0 && lengths[longest] == 0) {
            longest--;
        }
        int best = longest <= MAX_WIDTH ? longest : 64;
        long bestBits = (long) best * size;
        for (int width = Math.min(longest - 1, MAX_WIDTH); width >= 0; width--) {
            long bits = (long) width * size + 8;
            for (int length = width + 1; length <= longest && bits <= bestBits; length++) {
                bits += (long) lengths[length] * (8 + 8 * ((length - width + 6) / 7));
            }
            if (bits <= bestBits) {
                best = width;
                bestBits = bits;
            }
        }
        return best;
    }

    private void pack(WireWriter out, int size, int width) {
        if (width == 0) {
            return;
        }
        int length = (width * size + 7) / 8;
        Arrays.fill(scratch, 0, length + 8, (byte) 0);
        long mask = width == 64 ? -1L : (1L << width) - 1;
        int bit = 0;
        for (int i = 0; i < size; i++, bit += width) {
            int at = bit >>> 3;
            long word = (long) LONG_LE.get(scratch, at);
            LONG_LE.set(scratch, at, word | (zigzagged[i] & mask) << (bit & 7));
        }
        out.reserve(length);
        System.arraycopy(scratch, 0, out.bytes, out.size, length);
        out.size += length;
    }

    void read(WireReader in, long[] values, int offset, int count) {
        for (int from = 0; from < count; from += BLOCK) {
            readBlock(in, values, offset + from, Math.min(BLOCK, count - from));
        }
    }

    private void readBlock(WireReader in, long[] values, int offset, int size) {
        int head = in.unsignedByte();
        int width = head & ~EXCEPTIONS;
        if (width > MAX_WIDTH && width != 64) {
            throw new Malformed("a packed block has width " + width);
        }
        long reference = in.zigzag();
        if (width == 0) {
            Arrays.fill(values, offset, offset + size, 0);
        } else {
            unpack(in, values, offset, size, width);
        }
        if ((head & EXCEPTIONS) != 0) {
            readExceptions(in, values, offset, size, width);
        }
        for (int i = offset; i < offset + size; i++) {
            long code = values[i];
            values[i] = reference + ((code >>> 1) ^ -(code & 1));
        }
    }

    private void unpack(WireReader in, long[] values, int offset, int size, int width) {
        int length = (width * size + 7) / 8;
        if (length > in.remaining()) {
            throw new Malformed("a packed block ends too early");
        }
        System.arraycopy(in.bytes, in.position, scratch, 0, length);
        in.position += length;
        long mask = width == 64 ? -1L : (1L << width) - 1;
        int bit = 0;
        for (int i = 0; i < size; i++, bit += width) {
            values[offset + i] = ((long) LONG_LE.get(scratch, bit >>> 3) >>> (bit & 7)) & mask;
        }
    }

    private static void readExceptions(WireReader in, long[] values, int offset, int size, int width) {
        long exceptions = in.varint();
        if (exceptions < 1 || exceptions > size || width == 64) {
            throw new Malformed("a packed block of " + size + " claims " + exceptions + " exceptions");
        }
        for (int i = 0; i < exceptions; i++) {
            int index = in.unsignedByte();
            if (index >= size) {
                throw new Malformed("an exception lies outside its block");
            }
            values[offset + index] |= in.varint() << width;
        }
    }
}
