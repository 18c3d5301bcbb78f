package io.frostline.contract.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.frostline.contract.column.Malformed;
import io.frostline.contract.wire.Command;
import io.frostline.contract.wire.Receipt;
import io.frostline.contract.wire.Resend;
import io.frostline.contract.wire.SequenceRange;
import io.frostline.contract.wire.SetPoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Test that the agent's hand-written reader and writer are compatible with protobuf's own library. */
class ProtoTest {
    private static final Digest DIGEST = Digest.of(new byte[] {1});

    @Property(tries = 500)
    void batchesAreWrittenToTheByteAsByTheLibrary(
            @ForAll String site,
            @ForAll long epoch,
            @ForAll long sequence,
            @ForAll long instant,
            @ForAll("boots") @Nullable Long boot,
            @ForAll @Size(max = 4) Map<String, String> detail)
            throws InvalidProtocolBufferException {
        Batch batch = new Batch(
                wellFormed(site),
                epoch,
                sequence,
                DIGEST,
                DIGEST.shortened(),
                boot,
                List.of(),
                List.of(new Batch.Entry(instant, wellFormed(site), "", wellFormed(detail))),
                List.of(new Batch.Overflow(sequence, epoch, 0, instant, instant, -instant, DIGEST)));
        byte[] ours = new BatchCodec().encode(batch);
        var library = io.frostline.contract.wire.Batch.parseFrom(ours);
        assertThat(library.toByteArray()).isEqualTo(ours);
        assertThat(library.getSite()).isEqualTo(batch.site());
        assertThat(library.getEpoch()).isEqualTo(epoch);
        assertThat(library.getSequence()).isEqualTo(sequence);
        assertThat(library.hasClock()).isEqualTo(boot != null);
        assertThat(library.getLog(0).getAtMs()).isEqualTo(instant);
        assertThat(library.getLog(0).getDetailMap())
                .isEqualTo(batch.log().getFirst().detail());
        assertThat(library.getOverflow(0).getToMs()).isEqualTo(-instant);
    }

    @net.jqwik.api.Provide
    net.jqwik.api.Arbitrary<@Nullable Long> boots() {
        return net.jqwik.api.Arbitraries.longs().injectNull(0.3);
    }

    /** A lone surrogate is not a character, whichever side writes it. */
    private static String wellFormed(String text) {
        return text.codePoints()
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static Map<String, String> wellFormed(Map<String, String> detail) {
        Map<String, String> all = new LinkedHashMap<>();
        detail.forEach((key, value) -> all.put(wellFormed(key), wellFormed(value)));
        return all;
    }

    @Property(tries = 500)
    void receiptsAreReadAsTheLibraryWritesThem(
            @ForAll long epoch, @ForAll long first, @ForAll long time, @ForAll boolean known) {
        Receipt.Builder wire = Receipt.newBuilder()
                .setEpoch(epoch)
                .setCloudTimeMs(time)
                .addDurable(SequenceRange.newBuilder().setFirst(first).setLast(-first))
                .addRefused(Receipt.Refusal.newBuilder().setSequence(first).setReason("zu spät"))
                .addRefused(Receipt.Refusal.newBuilder().setDigest(ByteString.copyFrom(DIGEST.bytes())));
        if (known) {
            wire.setCatalog(ByteString.copyFrom(DIGEST.shortened().bytes()));
        }
        assertThat(BatchReceipt.decode(wire.build().toByteArray()))
                .isEqualTo(new BatchReceipt(
                        epoch,
                        List.of(new BatchReceipt.Range(first, -first)),
                        List.of(
                                new BatchReceipt.Refusal(first, "zu spät", null),
                                new BatchReceipt.Refusal(0, "", DIGEST)),
                        known ? DIGEST.shortened() : null,
                        time));
    }

    @Test
    void commandsAreReadAsTheLibraryWritesThem() {
        Command.Builder command = Command.newBuilder().setId("one");
        assertThat(AgentCommand.decode(command.build().toByteArray()))
                .isEqualTo(new AgentCommand("one", new AgentCommand.Unknown()));
        command.setSetPoint(
                SetPoint.newBuilder().setRoom("freezer").setCelsius(-20.5).setVersion(7));
        assertThat(AgentCommand.decode(command.build().toByteArray()).action())
                .isEqualTo(new AgentCommand.SetPoint("freezer", -20.5, 7));
        command.setResend(Resend.newBuilder()
                .setEpoch(-1)
                .setRange(SequenceRange.newBuilder().setFirst(3).setLast(9)));
        assertThat(AgentCommand.decode(command.build().toByteArray()).action())
                .isEqualTo(new AgentCommand.Resend(-1, 3, 9));
    }

    @Property(tries = 2000)
    void arbitraryBytesAreAMessageOrMalformed(@ForAll byte[] bytes) {
        try {
            BatchReceipt.decode(bytes);
            AgentCommand.decode(bytes);
            SensorCatalog.decode(bytes);
        } catch (Malformed e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    @Test
    void whatALaterVersionAddsIsSkippedAndWhatIsCutIsMalformed() {
        byte[] later = new ProtoWriter(64)
                .unsigned(90, 1)
                .fixed(91, 1)
                .text(92, "new")
                .text(1, "one")
                .toByteArray();
        assertThat(AgentCommand.decode(later).id()).isEqualTo("one");
        assertThatThrownBy(() -> AgentCommand.decode(java.util.Arrays.copyOf(later, later.length - 1)))
                .isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> AgentCommand.decode(new byte[] {0x0a, 1, (byte) 0xff}))
                .isInstanceOf(Malformed.class);
    }
}
