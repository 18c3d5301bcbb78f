package io.frostline.helm;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Model of the parts of KubeEdge's device resources that the chart uses, from their definitions (version 1.21,
 * devices.kubeedge.io/v1beta1); no Java model of them exists.
 */
interface KubeEdge {
    record DeviceModel(String apiVersion, String kind, ObjectMeta metadata, ModelSpec spec) {}

    record ModelSpec(List<ModelProperty> properties) {}

    record ModelProperty(
            String name,
            @Nullable String description,
            Type type,
            AccessMode accessMode,
            @Nullable String minimum,
            @Nullable String maximum,
            @Nullable String unit) {}

    enum Type {
        INT,
        FLOAT,
        DOUBLE,
        STRING,
        BOOLEAN,
        BYTES,
        STREAM
    }

    enum AccessMode {
        ReadWrite,
        ReadOnly
    }

    record Device(String apiVersion, String kind, ObjectMeta metadata, DeviceSpec spec) {}

    record DeviceSpec(Reference deviceModelRef, String nodeName, List<DeviceProperty> properties, Protocol protocol) {}

    record Reference(String name) {}

    /** Property of a device, with cycles in milliseconds. */
    record DeviceProperty(
            String name,
            @Nullable Long collectCycle,
            @Nullable Long reportCycle,
            @Nullable Boolean reportToCloud,
            Protocol visitors) {}

    record Protocol(String protocolName, @Nullable Map<String, JsonNode> configData) {}
}
