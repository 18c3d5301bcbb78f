package io.frostline.helm;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Model of the parts of KEDA that the chart uses, from its reference (version 2.17, keda.sh/v1alpha1); no Java model exists. */
interface Keda {
    record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {}

    record Spec(
            @JsonProperty(required = true) Target scaleTargetRef,
            @Nullable Integer minReplicaCount,
            @Nullable Integer maxReplicaCount,
            @JsonProperty(required = true) List<Trigger> triggers) {}

    record Target(
            String apiVersion,
            String kind,
            @JsonProperty(required = true) String name) {}

    record Trigger(
            @JsonProperty(required = true) String type,
            @Nullable String metricType,
            @JsonProperty(required = true) Map<String, String> metadata,
            @Nullable Reference authenticationRef) {}

    record Reference(@JsonProperty(required = true) String name) {}

    record TriggerAuthentication(String apiVersion, String kind, ObjectMeta metadata, Authentication spec) {}

    record Authentication(@JsonProperty(required = true) List<SecretTarget> secretTargetRef) {}

    record SecretTarget(
            @JsonProperty(required = true) String parameter,
            @JsonProperty(required = true) String name,
            @JsonProperty(required = true) String key) {}
}
