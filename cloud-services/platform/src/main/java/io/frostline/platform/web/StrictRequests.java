package io.frostline.platform.web;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.ext.ContextResolver;
import jakarta.ws.rs.ext.Provider;

/**
 * Provider of the mapper for REST bodies, which refuses unknown fields: a misspelt field must not silently become a default. Events
 * and stored data may come from later versions; they still accept unknown fields.
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
