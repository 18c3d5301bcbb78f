package io.frostline.system;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/**
 * Long-running action that a test starts and ends by itself.
 *
 * @param id URL of the action at its coordinator
 */
record Action(Deployment cloud, String id) {
    private static final long TIME_LIMIT = 60_000;

    /** Starts an action at the address by which the participants know the coordinator. */
    static Action start(Deployment cloud) {
        return start(cloud, cloud.proxy(Part.LRA_COORDINATOR).url(), TIME_LIMIT);
    }

    /** @param timeLimit milliseconds after which the coordinator cancels the action */
    static Action start(Deployment cloud, String coordinator, long timeLimit) {
        Response started = asText(coordinator).post("/lra-coordinator/start?ClientID=test&TimeLimit=" + timeLimit);
        return new Action(cloud, started.header("Location"));
    }

    /** Returns a request to the coordinator, which answers with text only if that is asked for. */
    private static RequestSpecification asText(String url) {
        return new RestClient(url).given().accept("text/plain");
    }

    /**
     * Ends the action.
     *
     * @return its status, after all participants were asked
     */
    String close() {
        return end("close").asString();
    }

    String cancel() {
        return end("cancel").asString();
    }

    /** @param how close or cancel */
    Response end(String how) {
        return asText(id).put("/" + how);
    }

    /** Adds a participant by the address below which it is told to complete or to compensate. */
    Response join(String participant) {
        String link = "<%s/compensate>; rel=\"compensate\"; title=\"compensate URI\"; type=\"text/plain\","
                + "<%s/complete>; rel=\"complete\"; title=\"complete URI\"; type=\"text/plain\"";
        return asText(id)
                .header("Link", link.formatted(participant, participant))
                .put();
    }

    /** Returns the action's status, or the answer's if the coordinator does not know the action. */
    String status() {
        Response answer = asText(id).get("/status");
        return answer.statusCode() == 200 ? answer.asString() : Integer.toString(answer.statusCode());
    }

    /** Calls a participant as the coordinator does. */
    Response call(Part part, String path) {
        return cloud.rest(part).given().header("Long-Running-Action", id).put("/lra/" + path);
    }
}
