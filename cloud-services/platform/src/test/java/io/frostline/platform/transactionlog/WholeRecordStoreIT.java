package io.frostline.platform.transactionlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.Uid;
import com.arjuna.ats.arjuna.state.InputObjectState;
import com.arjuna.ats.arjuna.state.OutputObjectState;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeRecordStoreIT {
    private static final String TYPE = "/StateManager/BasicAction/Test";
    private static final Uid RECORD = new Uid("0:ffff7f000001:1:1:1");
    private static final int KILLS = 20;

    @TempDir
    private Path folder;

    /** Process that increments a record and prints each number once it is written. */
    static final class Writer {
        public static void main(String[] folder) throws Exception {
            WholeRecordStore store = open(Path.of(folder[0]));
            for (long number = Long.parseLong(folder[1]); ; number++) {
                OutputObjectState state = new OutputObjectState(RECORD, TYPE);
                state.packLong(number);
                state.packBytes(new byte[300]);
                store.write_committed(RECORD, TYPE, state);
                System.out.println(number);
            }
        }
    }

    private static WholeRecordStore open(Path folder) throws Exception {
        ObjectStoreEnvironmentBean environment = new ObjectStoreEnvironmentBean();
        environment.setObjectStoreDir(folder.toString());
        WholeRecordStore store = new WholeRecordStore(environment);
        store.start();
        return store;
    }

    @Test
    void aRecordIsTheLastOrTheNextWheneverItsWriterIsKilled() throws Exception {
        long written = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            written = writeAndKill(written + 1, 20 + kill * 7);
            InputObjectState state = open(folder).read_committed(RECORD, TYPE);
            assertThat(state).as("the record").isNotNull();
            assertThat(state.unpackLong()).isBetween(written, written + 1);
        }
        try (Stream<Path> left = Files.list(folder.resolve("being-written"))) {
            assertThat(left).as("files that were begun").isEmpty();
        }
    }

    /**
     * Runs the process and kills it.
     *
     * @return the last number that the process printed as written
     */
    private long writeAndKill(long first, int writes) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        folder.toString(),
                        Long.toString(first))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long last = first - 1;
        try (BufferedReader said = process.inputReader()) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                last = Long.parseLong(line);
                if (last == first + writes) {
                    process.toHandle()
                            .destroyForcibly(); // Process.destroyForcibly would also close the output that is read here
                }
            }
        }
        return last;
    }

    @Test
    void aRecordThatIsRemovedIsGone() throws Exception {
        WholeRecordStore store = open(folder);
        OutputObjectState state = new OutputObjectState(RECORD, TYPE);
        state.packLong(1);
        assertThat(store.write_committed(RECORD, TYPE, state)).isTrue();
        assertThat(store.remove_committed(RECORD, TYPE)).isTrue();
        assertThat(open(folder).read_committed(RECORD, TYPE)).isNull();
    }
}
