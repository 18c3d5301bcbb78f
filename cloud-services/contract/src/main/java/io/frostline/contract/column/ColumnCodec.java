package io.frostline.contract.column;

import java.util.ArrayList;
import java.util.List;

/**
 * Codec between readings and the columns that {@code frostline.proto} describes: many sensors in a batch, one sensor in a stored
 * segment. Decoding returns readings or throws {@link Malformed}. Its memory is a bounded multiple of the given bytes. An instance
 * keeps scratch space and is not thread-safe.
 */
public final class ColumnCodec {
    /** Readings of one sensor, which has its number in the batch's catalog. */
    public record Column(int sensor, Readings readings) {}

    private static final int MAX_SENSORS = 1 << 20;
    /** Maximum readings of a batch. Equal readings take almost no bytes, so a batch's bytes do not bound what it decodes to. */
    public static final int MAX_READINGS = 1 << 18;

    private static final long[] UNIT = {1_000_000, 100_000, 10_000, 1_000, 100, 10, 1};

    private final PackedLongs packed = new PackedLongs();

    /** Encodes columns, which must be in ascending order of sensor, none empty. Intervals are not written: the catalog has them. */
    public byte[] encode(List<Column> columns) {
        int c = columns.size();
        WireWriter out = new WireWriter(64 + 4 * c);
        out.varint(c);
        if (c == 0) {
            return out.toByteArray();
        }
        long base = columns.getFirst().readings().firstAt();
        out.zigzag(base);
        long[] sensor = new long[c];
        long[] count = new long[c];
        long[] scale = new long[c];
        long[] firstAt = new long[c];
        long[] firstValue = new long[c];
        int n = 0;
        int previous = -1;
        for (int i = 0; i < c; i++) {
            Readings readings = columns.get(i).readings();
            sensor[i] = columns.get(i).sensor() - previous - 1;
            previous = columns.get(i).sensor();
            count[i] = readings.size();
            scale[i] = scaleOf(readings);
            firstAt[i] = readings.firstAt() - base;
            firstValue[i] = scaled(firstValueOf(readings), (int) scale[i]);
            n += readings.size();
        }
        packed.write(out, sensor, 0, c);
        packed.write(out, count, 0, c);
        packed.write(out, scale, 0, c);
        packed.write(out, firstAt, 0, c);
        packed.write(out, firstValue, 0, c);
        long[] stream = new long[n];
        int filled = 0;
        for (Column column : columns) {
            filled = instantSteps(column.readings(), stream, filled);
        }
        packed.write(out, stream, 0, filled);
        filled = 0;
        for (int i = 0; i < c; i++) {
            filled = valueSteps(columns.get(i).readings(), firstValue[i], (int) scale[i], stream, filled);
        }
        packed.write(out, stream, 0, filled);
        filled = 0;
        for (Column column : columns) {
            filled = qualities(column.readings(), stream, filled);
        }
        packed.write(out, stream, 0, n);
        return out.toByteArray();
    }

    public List<Column> decode(byte[] bytes) {
        WireReader in = new WireReader(bytes);
        int c = in.packedCount(in.varint(), 5);
        if (c == 0) {
            return List.of();
        }
        long base = in.zigzag();
        long[] sensor = read(in, c);
        long[] count = read(in, c);
        long[] scale = read(in, c);
        long[] firstAt = read(in, c);
        long[] firstValue = read(in, c);
        long total = 0;
        for (int i = 0; i < c; i++) {
            if (count[i] < 1 || count[i] > Integer.MAX_VALUE) {
                throw new Malformed("a column claims " + count[i] + " readings");
            }
            total += count[i];
            if (scale[i] < 0 || scale[i] >= UNIT.length) {
                throw new Malformed("a column has scale " + scale[i]);
            }
        }
        // a column of one reading takes nothing from the streams of steps: they hold n-c values, qualities n
        int n = in.packedCount(total, 1);
        if (n > MAX_READINGS) {
            throw new Malformed("a batch of " + n + " readings; at most " + MAX_READINGS);
        }
        long[] instants = read(in, n - c);
        long[] values = read(in, n - c);
        long[] qualities = read(in, n);
        if (in.remaining() > 0) {
            throw new Malformed(in.remaining() + " bytes too many");
        }
        List<Column> columns = new ArrayList<>(c);
        long number = -1;
        int step = 0;
        int reading = 0;
        for (int i = 0; i < c; i++) {
            number += sensor[i] + 1;
            if (sensor[i] < 0 || number >= MAX_SENSORS) {
                throw new Malformed("sensor numbers are not ascending below " + MAX_SENSORS);
            }
            int size = (int) count[i];
            Readings readings = new Readings(size);
            long at = base + firstAt[i];
            long value = firstValue[i];
            for (int k = 0; k < size; k++) {
                if (k > 0) {
                    at += instants[step];
                    value += values[step++];
                }
                long quality = qualities[reading++];
                if (!Quality.isKnown(quality)) {
                    throw new Malformed("a reading has quality " + quality);
                }
                readings.add(at, value * UNIT[(int) scale[i]], (byte) quality, 0);
            }
            columns.add(new Column((int) number, readings));
        }
        return columns;
    }

    /** Encodes one sensor's readings with their intervals, as a stored segment holds them. */
    public byte[] encodeSegment(Readings readings) {
        int n = readings.size();
        WireWriter out = new WireWriter(32 + n);
        int scale = scaleOf(readings);
        long first = scaled(firstValueOf(readings), scale);
        out.varint(n);
        out.unsignedByte(scale);
        out.zigzag(readings.firstAt());
        out.zigzag(first);
        long[] stream = new long[n];
        packed.write(out, stream, 0, instantSteps(readings, stream, 0));
        packed.write(out, stream, 0, valueSteps(readings, first, scale, stream, 0));
        packed.write(out, stream, 0, qualities(readings, stream, 0));
        for (int i = 0; i < n; i++) {
            stream[i] = readings.interval(i);
        }
        packed.write(out, stream, 0, n);
        return out.toByteArray();
    }

    public Readings decodeSegment(byte[] bytes) {
        WireReader in = new WireReader(bytes);
        int n = in.packedCount(in.varint(), 2);
        int scale = in.unsignedByte();
        if (n < 1 || scale >= UNIT.length) {
            throw new Malformed("a segment claims " + n + " readings of scale " + scale);
        }
        long at = in.zigzag();
        long value = in.zigzag();
        long[] instants = read(in, n - 1);
        long[] values = read(in, n - 1);
        long[] qualities = read(in, n);
        long[] intervals = read(in, n);
        Readings readings = new Readings(n);
        for (int i = 0; i < n; i++) {
            if (i > 0) {
                at += instants[i - 1];
                value += values[i - 1];
            }
            if (!Quality.isKnown(qualities[i])) {
                throw new Malformed("a reading has quality " + qualities[i]);
            }
            readings.add(at, value * UNIT[scale], (byte) qualities[i], (int) intervals[i]);
        }
        return readings;
    }

    private long[] read(WireReader in, int count) {
        long[] values = new long[count];
        packed.read(in, values, 0, count);
        return values;
    }

    private static int instantSteps(Readings readings, long[] stream, int offset) {
        int filled = offset;
        for (int i = 1; i < readings.size(); i++) {
            stream[filled++] = readings.at(i) - readings.at(i - 1);
        }
        return filled;
    }

    private static int valueSteps(Readings readings, long first, int scale, long[] stream, int offset) {
        int filled = offset;
        long previous = first;
        for (int i = 1; i < readings.size(); i++) {
            long value = readings.hasValue(i) ? scaled(readings.micro(i), scale) : previous;
            stream[filled++] = value - previous;
            previous = value;
        }
        return filled;
    }

    private static int qualities(Readings readings, long[] stream, int offset) {
        int filled = offset;
        for (int i = 0; i < readings.size(); i++) {
            stream[filled++] = readings.quality(i);
        }
        return filled;
    }

    private static long firstValueOf(Readings readings) {
        return readings.hasValue(0) ? readings.micro(0) : 0;
    }

    /** Returns the fewest decimals that hold every value exactly. */
    private static int scaleOf(Readings readings) {
        int scale = 0;
        for (int i = 0; i < readings.size(); i++) {
            if (readings.hasValue(i)) {
                while (scaled(readings.micro(i), scale) * UNIT[scale] != readings.micro(i)) {
                    scale++;
                }
            }
        }
        return scale;
    }

    /** Divides by the unit. Each divisor is a constant, so no division instruction is needed. */
    private static long scaled(long micro, int scale) {
        return switch (scale) {
            case 0 -> micro / 1_000_000;
            case 1 -> micro / 100_000;
            case 2 -> micro / 10_000;
            case 3 -> micro / 1_000;
            case 4 -> micro / 100;
            case 5 -> micro / 10;
            default -> micro;
        };
    }
}
