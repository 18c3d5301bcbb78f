package io.frostline.helm;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Flags of the cloud's chart: combinations of each alone, and of all but one. */
final class Flags {
    private static final List<String> OF_BOTH = List.of(
            "certManager.enabled",
            "gateway.enabled",
            "ingress.enabled",
            "istio.enabled",
            "istio.rateLimit.enabled",
            "monitoring.dashboard",
            "monitoring.enabled",
            "monitoring.rules",
            "networkPolicy.enabled");

    private static final Map<String, List<String>> BY_MODE = Map.of(
            "embedded", List.of("embedded.demo"),
            "distributed",
                    List.of(
                            "autoscaling.enabled",
                            "autoscaling.keda",
                            "kafka.create",
                            "kafka.tls",
                            "mqtt.create",
                            "mqtt.tls",
                            "postgres.create"));

    /** Values that some flags need. */
    private static final Map<String, String> WITH = Map.ofEntries(
            Map.entry("host", "cold.example.com"),
            Map.entry("networkPolicy.clientsFrom[0].namespaceSelector.matchLabels.team", "public"),
            Map.entry("gateway.parentRefs[0].name", "public"),
            Map.entry("certManager.issuer", "letsencrypt"),
            Map.entry("postgres.host", "postgres.example.com"),
            Map.entry("postgres.secret", "postgres"),
            Map.entry("kafka.bootstrapServers", "kafka.example.com:9092"),
            Map.entry("kafka.secret", "kafka"),
            Map.entry("kafka.caSecret", "kafka-ca"),
            Map.entry("mqtt.host", "mqtt.example.com"),
            Map.entry("mqtt.caSecret", "mqtt-ca"),
            Map.entry("mqttService.usersSecret", "sites"),
            Map.entry("mqttService.tlsSecret", "mqtt-certificate"),
            Map.entry("smtp.host", "mail.example.com"));

    private Flags() {}

    static Stream<Map<String, String>> combinations() {
        return BY_MODE.keySet().stream().sorted().flatMap(Flags::of);
    }

    private static Stream<Map<String, String>> of(String mode) {
        List<String> flags = Stream.concat(OF_BOTH.stream(), BY_MODE.getOrDefault(mode, List.of()).stream())
                .toList();
        return flags.stream()
                .flatMap(flag -> Stream.of("true", "false").map(value -> {
                    Map<String, String> settings = new TreeMap<>(WITH);
                    settings.put("mode", mode);
                    flags.forEach(other -> settings.put(other, value.equals("true") ? "false" : "true"));
                    settings.put(flag, value);
                    return settings;
                }));
    }
}
