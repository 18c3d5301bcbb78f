package io.frostline.contract.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ColumnCodecTest {
    private final ColumnCodec codec = new ColumnCodec();

    @Property(tries = 300)
    void segmentsComeBackAsTheyWere(@ForAll long seed, @ForAll @IntRange(min = 1, max = 700) int size) {
        Readings readings = random(new Random(seed), size);
        assertSame(codec.decodeSegment(codec.encodeSegment(readings)), readings, true);
    }

    @Property(tries = 300)
    void columnsComeBackAsTheyWere(@ForAll long seed, @ForAll @IntRange(min = 0, max = 60) int sensors) {
        Random random = new Random(seed);
        List<ColumnCodec.Column> columns = new ArrayList<>();
        int sensor = 0;
        for (int i = 0; i < sensors; i++) {
            sensor += random.nextInt(3) + 1;
            columns.add(new ColumnCodec.Column(sensor, random(random, random.nextInt(20) + 1)));
        }
        List<ColumnCodec.Column> decoded = codec.decode(codec.encode(columns));
        assertThat(decoded).hasSameSizeAs(columns);
        for (int i = 0; i < columns.size(); i++) {
            assertThat(decoded.get(i).sensor()).isEqualTo(columns.get(i).sensor());
            assertSame(decoded.get(i).readings(), columns.get(i).readings(), false);
        }
    }

    @Property(tries = 2000)
    void arbitraryBytesAreReadingsOrMalformed(@ForAll byte[] bytes) {
        try {
            codec.decode(bytes);
        } catch (Malformed expected) {
            assertThat(expected).hasMessageMatching(".+");
        }
        try {
            codec.decodeSegment(bytes);
        } catch (Malformed expected) {
            assertThat(expected).hasMessageMatching(".+");
        }
    }

    @Test
    void refusesAClaimThatItsBytesCannotHold() {
        WireWriter claim = new WireWriter(1024);
        claim.varint(1_000_000_000);
        claim.reserve(1000);
        claim.size += 1000;
        byte[] bytes = claim.toByteArray();
        assertThatThrownBy(() -> codec.decodeSegment(bytes)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> codec.decode(bytes)).isInstanceOf(Malformed.class);
    }

    @Test
    void aWellFormedKilobyteThatClaimsABillionReadingsTakesLittleMemory() {
        for (long claimed : new long[] {1_000_000_000, Integer.MAX_VALUE, Long.MAX_VALUE}) {
            WireWriter claim = new WireWriter(1024);
            claim.varint(1);
            claim.zigzag(1_700_000_000_000L);
            PackedLongs packed = new PackedLongs();
            for (long header :
                    new long[] {0, claimed, 1, 0, -200}) { // sensor, count, scale, first instant, first value
                packed.write(claim, new long[] {header}, 0, 1);
            }
            claim.size = 1024;
            byte[] bytes = claim.toByteArray();
            long before = allocated();
            assertThatThrownBy(() -> codec.decode(bytes)).isInstanceOf(Malformed.class);
            assertThat(allocated() - before).as("bytes for " + claimed).isLessThan(256 * 1024);
        }
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    @Test
    void aMinuteOfAOneHertzSensorTakesNinetyBytesAtMost() {
        assertThat(codec.encodeSegment(coldRoom(60)).length).isLessThanOrEqualTo(90);
    }

    @Test
    void anHourOfAOneHertzSensorTakesLessThanAByteAReading() {
        assertThat(codec.encodeSegment(coldRoom(3600)).length).isLessThan(3600);
    }

    private static Readings coldRoom(int size) {
        Random random = new Random(1);
        Readings readings = new Readings(size);
        for (int i = 0; i < size; i++) {
            long tenths = Math.round(-200 + 15 * Math.sin(i / 200.0) + random.nextGaussian());
            readings.add(1_700_000_000_000L + i * 1000L, tenths * 100_000, (byte) 0, 1000);
        }
        return readings;
    }

    private static Readings random(Random random, int size) {
        Readings readings = new Readings(1);
        long unit = (long) Math.pow(10, random.nextInt(7));
        long at = random.nextLong(1L << 42);
        int interval = random.nextInt(100_000);
        for (int i = 0; i < size; i++) {
            at += random.nextInt(10) == 0 ? random.nextLong(1L << 36) : 1000 + random.nextInt(3);
            boolean good = random.nextInt(8) > 0;
            long micro = good ? (random.nextInt(600_000_000) - 300_000_000) / unit * unit : 0;
            byte quality = (byte) (good ? 0 : 1 + random.nextInt(5));
            readings.add(at, micro, quality, interval);
        }
        return readings;
    }

    private static void assertSame(Readings actual, Readings expected, boolean intervals) {
        assertThat(actual.size()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.at(i)).isEqualTo(expected.at(i));
            assertThat(actual.quality(i)).isEqualTo(expected.quality(i));
            if (expected.isGood(i)) {
                assertThat(actual.micro(i)).isEqualTo(expected.micro(i));
            }
            if (intervals) {
                assertThat(actual.interval(i)).isEqualTo(expected.interval(i));
            }
        }
    }
}
