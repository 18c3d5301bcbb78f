package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.testing.Deployment;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Test of loggers' files from the field, imported unchanged or refused with a reason. */
class FieldFilesIT {
    private final Imports imports = new Imports(Deployment.shared());

    /** Problems reported of other products, each with its correct outcome. */
    @Test
    void importsTheCasesFromTheField() throws Exception {
        Path cases = Deployment.root().resolve("../shared/cases");
        assumeTrue(Files.exists(cases), "the cases are not here: " + cases);
        stored(cases, "01-hobo-mobile-fahrenheit-events", "input.csv", "", 22, 0);
        equal(cases, "01-hobo-mobile-fahrenheit-events", "expected.json", "Temp");
        refused(
                cases,
                "03-us-dates-read-day-first",
                "input.csv",
                "?zone=Europe/Madrid&dateFormat=dd/MM/yyyy%20HH:mm",
                "dateFormat");
        stored(
                cases,
                "03-us-dates-read-day-first",
                "input.csv",
                "?zone=Europe/Madrid&dateFormat=MM/dd/yyyy%20HH:mm",
                36,
                0);
        refused(cases, "06-logger-without-summer-time", "input.csv", "?zone=Europe/Madrid", "zone");
        stored(cases, "06-logger-without-summer-time", "input.csv", "?zone=+01:00", 23, 0);
        equal(cases, "06-logger-without-summer-time", "expected.json", "fridge-2");
        stored(cases, "07-newest-first-over-autumn-hour", "newest-first.csv", "?zone=Europe/Madrid", 17, 0);
        equal(cases, "07-newest-first-over-autumn-hour", "expected.json", "cooler-1");
        stored(cases, "09-govee-fahrenheit-and-humidity", "a-as-mailed.csv", "?zone=Europe/Madrid", 20, 0);
        stored(cases, "12-semicolon-comma-cp1252", "input.csv", "?zone=Europe/Berlin", 36, 3);
        refused(cases, "13-decimal-comma-in-comma-file", "a-unquoted.csv", "?zone=UTC", "decimal");
        stored(cases, "13-decimal-comma-in-comma-file", "b-quoted.csv", "?zone=UTC", 20, 0);
        refused(cases, "15-words-for-a-fault", "input.csv", "?zone=UTC", "accept");
        refused(cases, "16-epoch-seconds-no-header", "input.csv", "", "body");
        stored(cases, "16-epoch-seconds-no-header", "b-long-form-epoch.csv", "", 10, 0);
    }

    private void stored(Path cases, String folder, String file, String query, long accepted, long faults)
            throws IOException {
        Response answer = imports.post(
                site(folder), query, Files.readAllBytes(cases.resolve(folder).resolve(file)));
        assertThat(answer.statusCode()).as(folder + ": " + answer.asString()).isEqualTo(201);
        assertThat(RestClient.json(answer).get("accepted").asLong()).as(folder).isEqualTo(accepted);
        assertThat(RestClient.json(answer).get("faults").asLong()).as(folder).isEqualTo(faults);
    }

    private void refused(Path cases, String folder, String file, String query, String field) throws IOException {
        Response answer = imports.post(
                site(folder), query, Files.readAllBytes(cases.resolve(folder).resolve(file)));
        assertThat(answer.statusCode()).as(folder + ": " + answer.asString()).isEqualTo(422);
        assertThat(RestClient.json(answer).get("field").asText())
                .as(folder + ": " + answer.asString())
                .isEqualTo(field);
        assertThat(imports.history.json("/sensors?site=" + site(folder)).get("sensors"))
                .as(folder)
                .isEmpty();
    }

    private void equal(Path cases, String folder, String file, String sensor) throws IOException {
        TreeMap<Long, String> expected = new TreeMap<>();
        for (JsonNode reading :
                new ObjectMapper().readTree(cases.resolve(folder).resolve(file).toFile())) {
            expected.put(
                    Instant.parse(reading.get("at").asText()).toEpochMilli(),
                    Double.toString(reading.get("celsius").asDouble()));
        }
        assertThat(imports.readings(site(folder), sensor)).as(folder).isEqualTo(expected);
    }

    private static String site(String folder) {
        return "case-" + folder.substring(0, 2);
    }
}
