package io.frostline.helm.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.helm.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Container as the chart defines it.
 *
 * @param workload name of the workload that makes it
 * @param stateful whether its successor starts only after it has stopped
 * @param memory limit in bytes
 * @param secrets names of secrets mounted as files, by folder
 */
record Pod(
        String workload,
        boolean stateful,
        String image,
        List<String> arguments,
        Map<String, String> environment,
        long memory,
        long user,
        boolean hasVolume,
        Map<String, String> secrets) {

    /**
     * Reads a pod from its workload.
     *
     * @param secrets keys and values of each secret, by the secret's name
     */
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
                        .anyMatch(mount -> mount.get("mountPath").asText().equals("/data")),
                folders(pod, container));
    }

    private static Map<String, String> folders(JsonNode pod, JsonNode container) {
        Map<String, String> volumes = Manifest.each(pod.path("volumes"))
                .filter(volume -> volume.has("secret"))
                .collect(Collectors.toMap(
                        volume -> volume.get("name").asText(),
                        volume -> volume.at("/secret/secretName").asText()));
        return Manifest.each(container.path("volumeMounts"))
                .filter(mount -> volumes.containsKey(mount.get("name").asText()))
                .collect(Collectors.toMap(
                        mount -> mount.get("mountPath").asText(),
                        mount -> volumes.getOrDefault(mount.get("name").asText(), "")));
    }

    private static String value(JsonNode variable, Map<String, Map<String, String>> secrets) {
        JsonNode secret = variable.at("/valueFrom/secretKeyRef");
        if (secret.isObject()) {
            return secrets.getOrDefault(secret.get("name").asText(), Map.of())
                    .getOrDefault(secret.get("key").asText(), "");
        }
        // the only pod field that the chart uses is the pod's index, and each pod is the first
        return variable.has("value") ? variable.get("value").asText() : "0";
    }

    /** Replaces {@code $(NAME)} with an earlier variable of that name, as a cluster does. */
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

    /**
     * Returns the options of {@code podman run}.
     *
     * @param secretsFolder folder with a subfolder for each secret
     */
    List<String> options(String volume, Path secretsFolder) {
        List<String> options = new ArrayList<>(
                List.of("--hostname", workload + "-0", "--user", user + ":" + user, "--memory", Long.toString(memory)));
        if (hasVolume) {
            options.addAll(List.of("-v", volume + ":/data:U"));
        }
        secrets.forEach((mountPath, secret) ->
                options.addAll(List.of("-v", secretsFolder.resolve(secret) + ":" + mountPath + ":ro")));
        environment.forEach((name, value) -> options.addAll(List.of("-e", name + "=" + value)));
        return options;
    }
}
