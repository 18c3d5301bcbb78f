package io.frostline.tck;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.microprofile.lra.tck.service.spi.LRACallbackException;
import org.eclipse.microprofile.lra.tck.service.spi.LRARecoveryService;

/** What the TCK asks of a coordinator beside the specification: one pass over all that has not ended. */
public final class Recovery implements LRARecoveryService {
    private static final int PASSES = 2;

    /** A close or cancel answers after the participants were called. */
    @Override
    public void waitForCallbacks(URI lra) {}

    @Override
    public boolean waitForEndPhaseReplay(URI lra) throws LRACallbackException {
        String address = lra.toString();
        String coordinator = address.substring(0, address.indexOf("/lra-coordinator")) + "/lra-coordinator";
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest pass = HttpRequest.newBuilder(URI.create(coordinator + "/recovery"))
                    .header("Accept", "application/json")
                    .build();
            for (int i = 0; i < PASSES; i++) {
                if (!client.send(pass, BodyHandlers.ofString()).body().contains(address)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new LRACallbackException("no recovery", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LRACallbackException("interrupted", e);
        }
    }
}
