package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.RestClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of {@code frostline import} at a terminal. */
class ImportCommandIT {
    private static final String MADRID =
            "Date;Temp (°C);RH (%)\n13.02.2026 08:00;4,1;60\n13.02.2026 08:10;4,2;61\n13.02.2026 08:20;---;61\n";

    private final Deployment cloud = Deployment.shared();
    private final RestClient rest = cloud.api(Part.HISTORY);

    @Test
    void asksWhatIsInDoubtShowsWhatWouldBeStoredAndStoresIt(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("madrid.csv"), MADRID);
        Ended stored = run("Europe/Madrid\ny\n", file, "--site", "command-1", "--by", "Carmen");
        assertThat(stored.code).as(stored.said).isZero();
        assertThat(stored.said)
                .contains("zone = ")
                .contains("column 'Temp (°C)' is sensor Temp, in celsius")
                .contains("not taken: [\"RH (%)\"]")
                .contains("line 2: Temp 2026-02-13T07:00:00Z 4.1 C")
                .contains("line 4: Temp 2026-02-13T07:20:00Z fault")
                .contains("Store 3 readings of site command-1?")
                .contains("stored: 3 readings (1 faults")
                .contains("to take it back: curl -X DELETE ");
        assertThat(rest.json("/sites/command-1/imports").at("/imports/0/by").asText())
                .isEqualTo("Carmen");
    }

    @Test
    void storesNothingWhereNobodyAnswers(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("madrid.csv"), MADRID);
        Ended doubtful = run("", file, "--site", "command-2", "--yes");
        assertThat(doubtful.code).as(doubtful.said).isEqualTo(1);
        assertThat(doubtful.said).contains("nothing is stored; answer with --set zone=...");
        Ended unasked = run("", file, "--site", "command-2", "--set", "zone=UTC");
        assertThat(unasked.code).as(unasked.said).isEqualTo(1);
        assertThat(unasked.said).contains("nothing is stored; it is with --yes");
        Files.writeString(file, MADRID + "31.02.2026 08:00;4,1;60\n");
        Ended bad = run("n\n", file, "--site", "command-2", "--set", "zone=UTC", "--yes");
        assertThat(bad.code).as(bad.said).isEqualTo(1);
        assertThat(bad.said).contains("line 5, date: there is no such day", "accept=partial");
        assertThat(rest.json("/sensors?site=command-2").path("sensors")).isEmpty();
    }

    @Test
    void saysWhatItCanNotRead(@TempDir Path folder) throws Exception {
        Ended missing = run("", folder.resolve("nothing.csv"), "--site", "command-3");
        assertThat(missing.code).isEqualTo(2);
        assertThat(missing.said).contains("nothing.csv can't be read");
        Path empty = Files.writeString(folder.resolve("empty.csv"), "");
        Ended nothing = run("", empty, "--site", "command-3");
        assertThat(nothing.code).as(nothing.said).isEqualTo(1);
        assertThat(nothing.said).contains("empty");
    }

    private record Ended(int code, String said) {}

    private Ended run(String answers, Path file, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Deployment.root().resolve("frostline").toString(),
                "import",
                file.toString(),
                "--url",
                cloud.url(Part.HISTORY)));
        command.addAll(List.of(arguments));
        Path said = Files.createTempFile(file.getParent(), "said", ".log");
        Path asked = Files.writeString(Files.createTempFile(file.getParent(), "answers", ".txt"), answers);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(asked.toFile())
                .redirectOutput(said.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        return new Ended(process.waitFor(), Files.readString(said, StandardCharsets.UTF_8));
    }
}
