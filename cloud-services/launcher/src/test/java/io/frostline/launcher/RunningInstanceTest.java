package io.frostline.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningInstanceTest {
    private static final int PORT = 18080;

    private final String home = System.getProperty("user.home");

    @TempDir
    Path folder;

    @BeforeEach
    void liveElsewhere() {
        System.setProperty("user.home", folder.toString());
    }

    @AfterEach
    void comeHome() {
        System.setProperty("user.home", home);
    }

    @Test
    void isFoundByItsPort() throws Exception {
        RunningInstance.record(PORT, Path.of("/data/cold"));
        assertThat(RunningInstance.find(PORT)).contains(Path.of("/data/cold"));
        assertThat(RunningInstance.find(PORT + 1)).isEmpty();
        RunningInstance.forget(PORT);
        assertThat(RunningInstance.find(PORT)).isEmpty();
    }

    /** After a kill the file remains, and its process id may belong to another process by then. */
    @Test
    void countsAsNoneAfterAKill() throws Exception {
        RunningInstance.record(PORT, Path.of("/data/cold"));
        Path note = folder.resolve(".frostline/running/" + PORT);
        List<String> lines = Files.readAllLines(note);
        Files.write(note, List.of(lines.getFirst(), "another start", lines.getLast()));
        assertThat(RunningInstance.find(PORT)).isEmpty();
        // and a kill while the file was written
        Files.write(note, List.of(lines.getFirst()));
        assertThat(RunningInstance.find(PORT)).isEmpty();
    }
}
