package io.frostline.helm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Object that a chart renders. */
public record Manifest(JsonNode json) {
    public String kind() {
        return json.path("kind").asText();
    }

    String apiVersion() {
        return json.path("apiVersion").asText();
    }

    public String name() {
        return json.at("/metadata/name").asText();
    }

    public JsonNode at(String pointer) {
        return json.at(pointer);
    }

    /** Returns the spec of the object's pods, if it makes any. */
    public Optional<JsonNode> pod() {
        return switch (kind()) {
            case "Pod" -> Optional.of(json.path("spec"));
            case "Deployment", "StatefulSet", "DaemonSet", "Job" -> Optional.of(json.at("/spec/template/spec"));
            default -> Optional.empty();
        };
    }

    List<JsonNode> containers() {
        return pod().stream()
                .flatMap(pod -> Stream.concat(each(pod.path("initContainers")), each(pod.path("containers"))))
                .toList();
    }

    /** Returns the containers without init containers. */
    public List<JsonNode> running() {
        return pod().stream().flatMap(pod -> each(pod.path("containers"))).toList();
    }

    public static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    @Override
    public String toString() {
        return kind() + " " + name();
    }
}
