package io.frostline.contract.column;

import java.util.Arrays;

/** Growing byte array with varints. */
final class WireWriter {
    byte[] bytes;
    int size;

    WireWriter(int capacity) {
        bytes = new byte[capacity];
    }

    void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    void unsignedByte(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    void varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void zigzag(long value) {
        varint((value << 1) ^ (value >> 63));
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }
}
