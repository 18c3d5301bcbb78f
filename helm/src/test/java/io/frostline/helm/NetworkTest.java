package io.frostline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Test that only pods that must communicate may do so. */
class NetworkTest {
    private static final String COMPONENT = "app.kubernetes.io/component";

    private final List<Manifest> manifests = new Combination(
                    Chart.FROSTLINE,
                    List.of(Chart.FROSTLINE.folder().resolve("ci/distributed-operators-values.yaml")),
                    Map.of("networkPolicy.agentsFrom[0].ipBlock.cidr", "10.0.0.0/8"))
            .render();

    @Test
    void everyPodHasAPolicyForBothDirections() {
        Set<String> guarded = new TreeSet<>();
        policies().values().forEach(policy -> {
            if (policy.at("/spec/policyTypes").size() == 2) {
                guarded.add(policy.at("/spec/podSelector/matchLabels").toString());
            }
        });
        for (Manifest manifest : manifests) {
            manifest.pod().ifPresent(pod -> {
                JsonNode labels = manifest.kind().equals("Pod")
                        ? manifest.at("/metadata/labels")
                        : manifest.at("/spec/template/metadata/labels");
                assertThat(policies().values().stream().anyMatch(policy -> selects(policy, labels)))
                        .as("%s", manifest)
                        .isTrue();
            });
        }
        assertThat(guarded).hasSize(11); // eight services, their migrations, the broker, the test
    }

    private static boolean selects(Manifest policy, JsonNode labels) {
        return policy.at("/spec/podSelector/matchLabels").properties().stream()
                .allMatch(label -> label.getValue().equals(labels.path(label.getKey())));
    }

    @Test
    void whoMayCallIsWhoIsLetOutToCall() {
        Map<String, Set<String>> in = new TreeMap<>();
        Map<String, Set<String>> out = new TreeMap<>();
        policies().forEach((name, policy) -> {
            String component =
                    policy.at("/spec/podSelector/matchLabels").path(COMPONENT).asText();
            if (!component.isEmpty()) { // pods of servers and migrations have no component
                peers(policy.at("/spec/ingress"), "from").forEach(caller -> add(in, caller, component));
                peers(policy.at("/spec/egress"), "to").forEach(called -> add(out, component, called));
            }
        });
        assertThat(in).isEqualTo(out);
        assertThat(out)
                .containsEntry("lra-coordinator", Set.of("stock", "payment"))
                .containsEntry("stock", Set.of("lra-coordinator"))
                .containsEntry("order", Set.of("lra-coordinator", "stock", "payment"))
                .containsEntry("notification", Set.of("order"))
                .containsEntry("intake", Set.of("mqtt"))
                .doesNotContainKey("history");
    }

    @Test
    void noRuleLetsEverybodyInButToWhatAgentsNeed() {
        for (Manifest policy : Chart.FROSTLINE.render(Map.of("monitoring.enabled", "true"))) {
            if (policy.kind().equals("NetworkPolicy")) {
                for (JsonNode rule : policy.at("/spec/ingress")) {
                    boolean everybody = rule.path("from").isEmpty();
                    assertThat(everybody && rule.at("/ports/0/port").asInt() != 1883)
                            .as("%s %s", policy, rule)
                            .isFalse();
                }
            }
        }
    }

    private static void add(Map<String, Set<String>> to, String from, String component) {
        to.computeIfAbsent(from, caller -> new TreeSet<>()).add(component);
    }

    private static Set<String> peers(JsonNode rules, String direction) {
        Set<String> peers = new TreeSet<>();
        for (JsonNode rule : rules) {
            rule.path(direction)
                    .forEach(peer -> Optional.of(
                                    peer.at("/podSelector/matchLabels").path(COMPONENT))
                            .filter(JsonNode::isTextual)
                            .ifPresent(component -> peers.add(component.asText())));
        }
        return peers;
    }

    private Map<String, Manifest> policies() {
        Map<String, Manifest> policies = new TreeMap<>();
        manifests.stream().filter(m -> m.kind().equals("NetworkPolicy")).forEach(m -> policies.put(m.name(), m));
        return policies;
    }
}
