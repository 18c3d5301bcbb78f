package io.frostline.contract.batch;

import com.google.protobuf.InvalidProtocolBufferException;
import io.frostline.contract.Topics;
import io.frostline.contract.batch.Decoded.Reason;
import io.frostline.contract.batch.Decoded.Rejected;
import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Malformed;
import io.frostline.contract.column.Readings;
import io.frostline.contract.wire.LogEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Codec that alone turns a {@link Batch} into the bytes of {@code frostline.proto} and back. Decoding checks everything that can be
 * checked without the cloud's state, so that what it accepts can be stored. Not thread-safe.
 */
public final class BatchCodec {
    public static final int FORMAT = 1;
    /** Maximum bytes of a batch, more than any agent makes; a longer one is rejected unread. */
    public static final int MAX_BYTES = 1 << 20;
    /** Maximum sequence: one batch a millisecond for a hundred thousand years. */
    public static final long MAX_SEQUENCE = 1L << 52;

    public static final Instant EARLIEST = Instant.parse("1980-01-01T00:00:00Z");
    public static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    /** Absolute zero, in micro-degrees Celsius. */
    public static final long MIN_MICRO_CELSIUS = -273_150_000L;
    /** Temperature above what any industrial thermometer gives, in micro-degrees Celsius. */
    public static final long MAX_MICRO_CELSIUS = 2_000_000_000L;

    private final ColumnCodec columns = new ColumnCodec();

    public byte[] encode(Batch batch) {
        byte[] encodedColumns = columns.encode(batch.columns());
        ProtoWriter wire = new ProtoWriter(encodedColumns.length + 128)
                .unsigned(1, FORMAT)
                .text(2, batch.site())
                .fixed(3, batch.epoch())
                .unsigned(4, batch.sequence())
                .bytes(5, batch.previous().bytes())
                .bytes(6, batch.catalog().bytes());
        Long boot = batch.boot();
        if (boot != null) {
            wire.element(7, new ProtoWriter(9).fixed(1, boot));
        }
        wire.bytes(8, encodedColumns);
        batch.log().forEach(entry -> wire.element(9, encode(entry)));
        batch.overflow().forEach(overflow -> wire.element(10, encode(overflow)));
        return wire.toByteArray();
    }

    private static ProtoWriter encode(Batch.Entry entry) {
        ProtoWriter wire = new ProtoWriter(128)
                .signed(1, entry.atMillis())
                .text(2, entry.kind())
                .text(3, entry.text());
        entry.detail()
                .forEach((key, value) -> wire.element(
                        4,
                        new ProtoWriter(32)
                                .element(1, key.getBytes(StandardCharsets.UTF_8))
                                .element(2, value.getBytes(StandardCharsets.UTF_8))));
        return wire;
    }

    private static ProtoWriter encode(Batch.Overflow overflow) {
        return new ProtoWriter(64)
                .unsigned(1, overflow.first())
                .unsigned(2, overflow.last())
                .unsigned(3, overflow.readings())
                .signed(4, overflow.fromMillis())
                .signed(5, overflow.toMillis())
                .bytes(6, overflow.lastDigest().bytes())
                .unsigned(7, overflow.logEntries());
    }

    public Decoded decode(byte[] encoded) {
        if (encoded.length > MAX_BYTES) {
            return new Rejected(Reason.MALFORMED, "a batch of " + encoded.length + " bytes; at most " + MAX_BYTES);
        }
        try {
            return decode(io.frostline.contract.wire.Batch.parseFrom(encoded));
        } catch (InvalidProtocolBufferException | Malformed e) {
            return new Rejected(Reason.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    private Decoded decode(io.frostline.contract.wire.Batch wire) {
        if (wire.getFormat() != FORMAT) {
            return new Rejected(Reason.UNKNOWN_FORMAT, "format " + wire.getFormat() + "; this version reads " + FORMAT);
        }
        String invalid = invalidField(wire);
        if (invalid != null) {
            return new Rejected(Reason.INVALID_FIELD, invalid);
        }
        List<ColumnCodec.Column> decoded = columns.decode(wire.getColumns().toByteArray());
        Long boot = wire.hasClock() ? wire.getClock().getBoot() : null;
        String outOfRange = outOfRange(decoded, boot == null);
        if (outOfRange != null) {
            return new Rejected(Reason.OUT_OF_RANGE, outOfRange);
        }
        return new Decoded.Accepted(new Batch(
                wire.getSite(),
                wire.getEpoch(),
                wire.getSequence(),
                new Digest(wire.getPreviousDigest().toByteArray()),
                new Digest(wire.getCatalog().toByteArray()),
                boot,
                decoded,
                wire.getLogList().stream().map(BatchCodec::entry).toList(),
                wire.getOverflowList().stream().map(BatchCodec::overflow).toList()));
    }

    private static @Nullable String invalidField(io.frostline.contract.wire.Batch wire) {
        if (!Topics.isName(wire.getSite())) {
            return "site: must be " + Topics.NAME_RULE;
        }
        if (wire.getSequence() < 1 || wire.getSequence() > MAX_SEQUENCE) {
            return "sequence: must be 1 to " + MAX_SEQUENCE;
        }
        if (wire.getPreviousDigest().size() != Digest.LENGTH) {
            return "previous_digest: must be " + Digest.LENGTH + " bytes";
        }
        if (wire.getCatalog().size() != Digest.CATALOG_LENGTH) {
            return "catalog: must be " + Digest.CATALOG_LENGTH + " bytes";
        }
        for (var overflow : wire.getOverflowList()) {
            if (overflow.getFirstSequence() < 1
                    || overflow.getLastSequence() < overflow.getFirstSequence()
                    || overflow.getLastSequence() >= wire.getSequence()
                    || overflow.getLastDigest().size() != Digest.LENGTH) {
                return "overflow: must name batches before this one";
            }
            if (!isInstant(overflow.getFromMs())
                    || !isInstant(overflow.getToMs())
                    || overflow.getReadings() < 0
                    || overflow.getLogEntries() < 0) {
                return "overflow: must have instants before " + LATEST + " and counts of readings and log entries";
            }
        }
        for (LogEntry entry : wire.getLogList()) {
            if (!isInstant(entry.getAtMs()) || !isText(entry)) {
                return "log: must have an instant before " + LATEST + " and texts without the character 0";
            }
        }
        return null;
    }

    /** Returns true for a valid instant, also of a clock that counts from a device's start. */
    private static boolean isInstant(long millis) {
        return millis >= 0 && millis < LATEST.toEpochMilli();
    }

    /** Returns true if no text has the character 0: PostgreSQL's text can't hold it. */
    private static boolean isText(LogEntry entry) {
        return Stream.concat(
                        Stream.of(entry.getKind(), entry.getText()),
                        entry.getDetailMap().entrySet().stream().flatMap(e -> Stream.of(e.getKey(), e.getValue())))
                .noneMatch(text -> text.indexOf(0) >= 0);
    }

    private static @Nullable String outOfRange(List<ColumnCodec.Column> columns, boolean synchronised) {
        for (ColumnCodec.Column column : columns) {
            Readings readings = column.readings();
            for (int i = 0; i < readings.size(); i++) {
                if (synchronised && !isPlausible(readings.at(i))
                        || !synchronised && (readings.at(i) < 0 || readings.at(i) > LATEST.toEpochMilli())) {
                    return "sensor " + column.sensor() + ": instant " + readings.at(i) + " ms";
                }
                if (readings.isGood(i) && !isTemperature(readings.micro(i))) {
                    return "sensor " + column.sensor() + ": " + readings.celsius(i) + " C";
                }
            }
        }
        return null;
    }

    public static boolean isPlausible(long atMillis) {
        return atMillis >= EARLIEST.toEpochMilli() && atMillis < LATEST.toEpochMilli();
    }

    public static boolean isTemperature(long microCelsius) {
        return microCelsius >= MIN_MICRO_CELSIUS && microCelsius <= MAX_MICRO_CELSIUS;
    }

    private static Batch.Entry entry(LogEntry wire) {
        return new Batch.Entry(wire.getAtMs(), wire.getKind(), wire.getText(), wire.getDetailMap());
    }

    private static Batch.Overflow overflow(io.frostline.contract.wire.Overflow wire) {
        return new Batch.Overflow(
                wire.getFirstSequence(),
                wire.getLastSequence(),
                wire.getReadings(),
                wire.getLogEntries(),
                wire.getFromMs(),
                wire.getToMs(),
                new Digest(wire.getLastDigest().toByteArray()));
    }
}
