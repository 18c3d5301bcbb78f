package io.frostline.contract.column;

/** Reader of varints from a byte array; malformed input throws {@link Malformed}. */
final class WireReader {
    final byte[] bytes;
    int position;

    WireReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int remaining() {
        return bytes.length - position;
    }

    int unsignedByte() {
        if (position >= bytes.length) {
            throw new Malformed("ends too early");
        }
        return bytes[position++] & 0xff;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = unsignedByte();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new Malformed("a varint is longer than ten bytes");
    }

    long zigzag() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    /**
     * Checks a count of values that are still to be read from packed streams. Each block of 128 values takes at least two bytes. A
     * count that the remaining bytes can't hold is refused before anything is allocated for it.
     */
    int packedCount(long claimed, int streams) {
        if (claimed < 0 || claimed > (long) remaining() / (2L * streams) * PackedLongs.BLOCK + PackedLongs.BLOCK) {
            throw new Malformed("claims " + Long.toUnsignedString(claimed) + " values in " + remaining() + " bytes");
        }
        return (int) claimed;
    }
}
