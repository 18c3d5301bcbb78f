package io.frostline.helm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Map;

/** What the cluster takes an object for; a field that its type does not have is an error here, where the cluster drops it. */
final class TypedModels {
    private static final Map<String, Class<?>> TYPES = Map.ofEntries(
            Map.entry("v1/Service", Service.class),
            Map.entry("v1/ServiceAccount", ServiceAccount.class),
            Map.entry("apps/v1/StatefulSet", StatefulSet.class));

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .annotationIntrospector(new NothingIsExtra())
            .build();

    private TypedModels() {}

    /** The models keep what they do not know; here nothing is kept, so that it is an error. */
    private static final class NothingIsExtra extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated a) {
            return Boolean.FALSE;
        }
    }

    static Object read(Manifest manifest) throws JsonProcessingException {
        String key = manifest.apiVersion() + "/" + manifest.kind();
        Class<?> type = TYPES.get(key);
        if (type == null) {
            throw new IllegalArgumentException("no type is known for " + key);
        }
        return STRICT.treeToValue(manifest.json(), type);
    }
}
