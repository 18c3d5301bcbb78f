package io.frostline.platform.web;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.ext.ContextResolver;
import jakarta.ws.rs.ext.Provider;

/**
 * Mapper of REST bodies alone: refuses a field that is not known, since a misspelt one is no default in disguise. Events and what
 * is stored may come from later versions, and are read as before.
 */
@Provider
@ConstrainedTo(RuntimeType.SERVER)
public class StrictRequests implements ContextResolver<ObjectMapper> {
    private final ObjectMapper mapper;

    StrictRequests(ObjectMapper mapper) {
        this.mapper = mapper.copy().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    @Override
    public ObjectMapper getContext(Class<?> type) {
        return mapper;
    }
}
