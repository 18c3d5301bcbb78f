package io.frostline.platform.web;

import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.TreeSet;

/**
 * Filter that refuses query parameters which an operation of the API does not know: a misspelt one would be ignored, and its
 * default used. An operation with a {@code UriInfo} parameter checks them itself.
 */
@Provider
@ConstrainedTo(RuntimeType.SERVER)
public class KnownParameters implements DynamicFeature {
    @Override
    public void configure(ResourceInfo operation, FeatureContext context) {
        Path path = operation.getResourceClass().getAnnotation(Path.class);
        if (path == null || !path.value().startsWith("/api/")) {
            return;
        }
        TreeSet<String> known = new TreeSet<>();
        for (Parameter parameter : operation.getResourceMethod().getParameters()) {
            if (parameter.getType().equals(UriInfo.class)) {
                return;
            }
            QueryParam query = parameter.getAnnotation(QueryParam.class);
            if (query != null) {
                known.add(query.value());
            }
        }
        context.register(new Filter(List.copyOf(known)));
    }

    private record Filter(List<String> known) implements ContainerRequestFilter {
        @Override
        public void filter(ContainerRequestContext request) {
            Parameters.requireKnown(request.getUriInfo(), known.toArray(String[]::new));
        }
    }
}
