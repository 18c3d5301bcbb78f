package io.frostline.lra.action;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "COMPLETE   | 200 | ''                 | Done",
                "COMPLETE   | 204 | ''                 | Done",
                "COMPLETE   | 200 | <html>garbage      | Done",
                "COMPLETE   | 200 | Completing         | InProgress",
                "COMPENSATE | 200 | FailedToCompensate | Failed",
                "COMPENSATE | 202 | ''                 | InProgress",
                "COMPENSATE | 409 | FailedToCompensate | Failed",
                "COMPENSATE | 409 | ''                 | Unknown",
                "COMPENSATE | 410 | ''                 | Done",
                "COMPENSATE | 418 | I'm a teapot       | Unknown",
                "COMPLETE   | 500 | FailedToComplete   | Failed",
                "COMPLETE   | 500 | Completed          | Unknown",
                "COMPLETE   | 503 | FailedToComplete   | Unknown",
                "COMPLETE   | 404 | ''                 | Unknown",
                "COMPLETE   | 0   | connection refused | Unknown",
                "STATUS     | 200 | Completed          | Done",
                "STATUS     | 200 | Compensated        | Done",
                "STATUS     | 200 | Compensating       | InProgress",
                "STATUS     | 200 | FailedToComplete   | Failed",
                "STATUS     | 200 | Active             | NotBegun",
                "STATUS     | 200 | garbage            | Unknown",
                "STATUS     | 202 | ''                 | InProgress",
                "STATUS     | 404 | ''                 | NotBegun",
                "STATUS     | 410 | ''                 | Done",
                "STATUS     | 500 | Completed          | Unknown",
                "STATUS     | 0   | timeout            | Unknown",
                "FORGET     | 200 | ''                 | Done",
                "FORGET     | 404 | ''                 | Done",
                "FORGET     | 410 | ''                 | Done",
                "FORGET     | 500 | ''                 | Unknown",
                "AFTER      | 200 | ''                 | Done",
                "AFTER      | 204 | ''                 | Done",
                "AFTER      | 410 | ''                 | Unknown",
                "AFTER      | 500 | ''                 | Unknown"
            })
    void judgesAnswers(Call call, int status, String body, String expected) {
        assertThat(Outcome.of(call, false, status, body, null).getClass().getSimpleName())
                .isEqualTo(expected);
    }

    /** A nested participant completes first: it may say so still when it was told to compensate and did not hear it. */
    @ParameterizedTest
    @CsvSource({"Completed, NotBegun", "Compensated, Done", "Compensating, InProgress", "FailedToCompensate, Failed"})
    void judgesTheStatusOfWhoHasToCompensate(String body, String expected) {
        assertThat(Outcome.of(Call.STATUS, true, 200, body, null).getClass().getSimpleName())
                .isEqualTo(expected);
    }
}
