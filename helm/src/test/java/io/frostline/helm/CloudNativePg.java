package io.frostline.helm;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Model of the parts of CloudNativePG's resources that the chart uses, from its API reference (version 1.27,
 * postgresql.cnpg.io/v1); no Java model of them exists.
 */
interface CloudNativePg {
    record Cluster(String apiVersion, String kind, ObjectMeta metadata, ClusterSpec spec) {}

    record ClusterSpec(
            @JsonProperty(required = true) int instances,
            @Nullable String imageName,
            Bootstrap bootstrap,
            Postgresql postgresql,
            Storage storage,
            ResourceRequirements resources) {}

    record Bootstrap(InitDb initdb) {}

    record InitDb(String database, String owner, @Nullable Boolean dataChecksums) {}

    record Postgresql(@Nullable Synchronous synchronous, Map<String, String> parameters) {}

    record Synchronous(
            @JsonProperty(required = true) Method method,
            @JsonProperty(required = true) int number,
            @Nullable Durability dataDurability) {}

    enum Method {
        any,
        first
    }

    enum Durability {
        required,
        preferred
    }

    record Storage(String size, @Nullable String storageClass) {}

    record Database(String apiVersion, String kind, ObjectMeta metadata, DatabaseSpec spec) {}

    record DatabaseSpec(
            @JsonProperty(required = true) Reference cluster,
            @JsonProperty(required = true) String name,
            @JsonProperty(required = true) String owner,
            @Nullable Reclaim databaseReclaimPolicy) {}

    record Reference(String name) {}

    enum Reclaim {
        delete,
        retain
    }
}
