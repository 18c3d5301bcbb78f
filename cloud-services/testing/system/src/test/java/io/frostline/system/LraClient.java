package io.frostline.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Client of coordinators behind one address: what one of them does not answer, it asks the next. */
final class LraClient {
    private static final int ATTEMPTS = 100;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final LraPods pods;

    LraClient(LraPods pods) {
        this.pods = pods;
    }

    /** Starts an action; returns its id. */
    String start(int pod, int limitMillis) throws InterruptedException {
        String url = send(pod, "POST", "start?ClientID=test&TimeLimit=" + limitMillis, "")
                .body();
        return url.substring(url.lastIndexOf('/') + 1);
    }

    /** Starts an action nested in another; returns its id. */
    String startNested(int pod, String parent) throws InterruptedException {
        String url =
                send(pod, "POST", "start?ClientID=test&ParentLRA=" + parent, "").body();
        return url.substring(url.lastIndexOf('/') + 1, url.indexOf('?'));
    }

    HttpResponse<String> join(int pod, String action, String participant) throws InterruptedException {
        return send(pod, "PUT", action, participant);
    }

    /** @param how {@code close} or {@code cancel} */
    HttpResponse<String> end(int pod, String action, String how) throws InterruptedException {
        return send(pod, "PUT", action + "/" + how, "");
    }

    String status(int pod, String action) throws InterruptedException {
        return send(pod, "GET", action + "/status", "").body();
    }

    String open(int pod) throws InterruptedException {
        return send(pod, "GET", "", "").body();
    }

    private HttpResponse<String> send(int first, String method, String path, String body) throws InterruptedException {
        IOException failure = new IOException("no answer");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String url = pods.url((first + attempt) % LraPods.PODS) + "/lra-coordinator/" + path;
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(Duration.ofSeconds(20))
                    .method(method, BodyPublishers.ofString(body))
                    .build();
            try {
                HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
                if (answer.statusCode() != 503) {
                    return answer;
                }
            } catch (IOException e) {
                failure = e;
            }
            Thread.sleep(PAUSE);
        }
        throw new IllegalStateException(failure);
    }
}
