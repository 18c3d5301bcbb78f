package io.frostline.contract.batch;

import io.frostline.contract.column.Malformed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reader of a proto3 message, field by field. Malformed input throws {@link Malformed}; groups count as malformed. */
final class ProtoReader {
    private final ByteBuffer rest;
    private int field;
    private boolean isNumber;
    private long number;
    private ByteBuffer value;

    ProtoReader(byte[] message) {
        this(ByteBuffer.wrap(message));
    }

    private ProtoReader(ByteBuffer message) {
        rest = message.order(ByteOrder.LITTLE_ENDIAN);
        value = rest;
    }

    /** Moves to the next field. Returns false if there is none. */
    boolean next() {
        if (!rest.hasRemaining()) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        isNumber = (tag & 7) != 2;
        switch ((int) (tag & 7)) {
            case 0 -> number = varint();
            case 1 -> number = take(8).getLong();
            case 2 -> value = take(varint());
            case 5 -> number = take(4).getInt();
            default -> throw new Malformed("no wire type: " + (tag & 7));
        }
        return true;
    }

    int field() {
        return field;
    }

    long number() {
        expect(true);
        return number;
    }

    /** Returns a value of type {@code sint64}. */
    long signed() {
        return (number() >>> 1) ^ -(number() & 1);
    }

    byte[] bytes() {
        expect(false);
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        return bytes;
    }

    String text() {
        expect(false);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(value.duplicate()).toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("field " + field + " is not UTF-8");
        }
    }

    ProtoReader message() {
        expect(false);
        return new ProtoReader(value.duplicate());
    }

    private void expect(boolean aNumber) {
        if (isNumber != aNumber) {
            throw new Malformed("field " + field + " is of another type");
        }
    }

    private ByteBuffer take(long length) {
        if (length < 0 || length > rest.remaining()) {
            throw new Malformed("ends too early");
        }
        ByteBuffer taken = rest.slice(rest.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        rest.position(rest.position() + (int) length);
        return taken;
    }

    private long varint() {
        long result = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (!rest.hasRemaining()) {
                throw new Malformed("ends too early");
            }
            byte next = rest.get();
            result |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return result;
            }
        }
        throw new Malformed("a varint is longer than ten bytes");
    }
}
