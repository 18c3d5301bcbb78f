package io.frostline.helm.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.helm.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the chart has a container be.
 *
 * @param workload by which it is made
 * @param stateful whether another takes its place once it has gone, and not before
 * @param memory bytes
 */
record Pod(
        String workload,
        boolean stateful,
        String image,
        List<String> arguments,
        Map<String, String> environment,
        long memory,
        long user,
        boolean hasVolume) {

    /** @param secrets by name, what each has */
    static Pod of(Manifest workload, Map<String, Map<String, String>> secrets) {
        JsonNode pod = workload.pod().orElseThrow();
        JsonNode container = workload.running().getFirst();
        Map<String, String> environment = new TreeMap<>();
        Manifest.each(container.path("env"))
                .forEach(variable -> environment.put(
                        variable.get("name").asText(), expanded(value(variable, secrets), environment)));
        return new Pod(
                workload.name(),
                workload.kind().equals("StatefulSet"),
                container.get("image").asText(),
                Manifest.each(container.path("args")).map(JsonNode::asText).toList(),
                environment,
                bytes(container.at("/resources/limits/memory").asText()),
                pod.at("/securityContext/runAsUser").asLong(),
                Manifest.each(container.path("volumeMounts"))
                        .anyMatch(mount -> mount.get("mountPath").asText().equals("/data")));
    }

    private static String value(JsonNode variable, Map<String, Map<String, String>> secrets) {
        JsonNode secret = variable.at("/valueFrom/secretKeyRef");
        if (secret.isObject()) {
            return secrets.getOrDefault(secret.get("name").asText(), Map.of())
                    .getOrDefault(secret.get("key").asText(), "");
        }
        // of fields of a pod the chart has its number alone, and each is the first
        return variable.has("value") ? variable.get("value").asText() : "0";
    }

    /** As a cluster does: {@code $(NAME)} is the variable of that name, of those before. */
    private static String expanded(String value, Map<String, String> before) {
        String expanded = value;
        for (Map.Entry<String, String> variable : before.entrySet()) {
            expanded = expanded.replace("$(" + variable.getKey() + ")", variable.getValue());
        }
        return expanded;
    }

    private static long bytes(String quantity) {
        long unit = quantity.endsWith("Gi") ? 1L << 30 : quantity.endsWith("Mi") ? 1L << 20 : 0;
        if (unit == 0) {
            throw new IllegalArgumentException("a limit of memory in Mi or Gi, not '" + quantity + "'");
        }
        return unit * Long.parseLong(quantity.substring(0, quantity.length() - 2));
    }

    /** Options of {@code podman run}. */
    List<String> options(String volume) {
        List<String> options = new ArrayList<>(
                List.of("--hostname", workload + "-0", "--user", user + ":" + user, "--memory", Long.toString(memory)));
        if (hasVolume) {
            options.addAll(List.of("-v", volume + ":/data:U"));
        }
        environment.forEach((name, value) -> options.addAll(List.of("-e", name + "=" + value)));
        return options;
    }
}
