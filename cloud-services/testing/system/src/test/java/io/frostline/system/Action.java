package io.frostline.system;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Long-running action that a test starts and ends by itself. */
record Action(Deployment cloud, String id) {
    static Action start(Deployment cloud) throws IOException {
        HttpResponse<String> started =
                cloud.send(HttpRequest.newBuilder(URI.create(cloud.proxy(Part.LRA_COORDINATOR)
                                        .url() + "/lra-coordinator/start?ClientID=test&TimeLimit=60000"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build());
        return new Action(cloud, started.headers().firstValue("Location").orElseThrow());
    }

    /**
     * Ends the action.
     *
     * @return its status, after all participants were asked
     */
    String close() throws IOException {
        return put(id + "/close").body();
    }

    String cancel() throws IOException {
        return put(id + "/cancel").body();
    }

    /** Calls a participant as the coordinator does. */
    HttpResponse<String> call(Part part, String path) throws IOException {
        return put(cloud.url(part) + "/lra/" + path);
    }

    private HttpResponse<String> put(String url) throws IOException {
        return cloud.send(HttpRequest.newBuilder(URI.create(url))
                .header("Long-Running-Action", id)
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build());
    }
}
