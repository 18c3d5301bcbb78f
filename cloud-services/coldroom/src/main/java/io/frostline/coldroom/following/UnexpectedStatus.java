package io.frostline.coldroom.following;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.ext.ResponseExceptionMapper;

/** Failure of every answer whose status is not 200: an empty success would read as "no readings". */
public final class UnexpectedStatus implements ResponseExceptionMapper<ProcessingException> {
    @Override
    public boolean handles(int status, MultivaluedMap<String, Object> headers) {
        return status != Response.Status.OK.getStatusCode();
    }

    @Override
    public ProcessingException toThrowable(Response response) {
        int status = response.getStatus();
        response.close();
        return new ProcessingException("the answer has the status " + status);
    }
}
