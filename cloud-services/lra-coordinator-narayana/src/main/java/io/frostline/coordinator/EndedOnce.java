package io.frostline.coordinator;

import io.narayana.lra.coordinator.domain.service.LRAService;
import io.narayana.lra.coordinator.internal.LRARecoveryModule;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.lra.annotation.LRAStatus;

/**
 * Filter that lets an action be closed or cancelled while it is active, and answers 412 after that. Narayana's coordinator (1.1.0)
 * treats a second close of a closing action as one past its time limit, and compensates the participants that have not completed
 * yet.
 */
@Provider
public class EndedOnce implements ContainerRequestFilter {
    private static final Pattern END = Pattern.compile("(.*/lra-coordinator/[^/]+)/(close|cancel)");

    @Override
    public void filter(ContainerRequestContext request) {
        Matcher end = END.matcher(request.getUriInfo().getAbsolutePath().toString());
        if (request.getMethod().equals("PUT") && end.matches()) {
            LRAService service = LRARecoveryModule.getService();
            try {
                LRAStatus status =
                        service.getTransaction(URI.create(end.group(1))).getLRAStatus();
                if (status != LRAStatus.Active) {
                    request.abortWith(Response.status(Response.Status.PRECONDITION_FAILED)
                            .entity(status.name())
                            .build());
                }
            } catch (WebApplicationException e) {
                // unknown action: the coordinator says so itself
            }
        }
    }
}
