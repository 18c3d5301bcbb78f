package io.frostline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Test that the paths visible from outside match those that the services answer. */
class ExposureTest {
    private static final Map<String, String> DISTRIBUTED = Map.of(
            "mode", "distributed",
            "postgres.create", "true",
            "kafka.create", "true",
            "mqtt.create", "true",
            "smtp.host", "mail.example.com",
            "host", "cold.example.com",
            "networkPolicy.enabled", "false",
            "ingress.enabled", "true",
            "istio.enabled", "true");

    private final List<Manifest> manifests = Chart.FROSTLINE.render(DISTRIBUTED);

    @Test
    void everyPathOfAServiceIsEitherForClientsOrForThoseThatAreNamed() {
        for (String app : List.of("history", "coldroom", "stock", "payment", "order", "notification")) {
            Set<String> allowed = allowed(app);
            for (String path : Sources.paths(app)) {
                // a path with parameters is below one without
                String plain = path.replaceFirst("/\\{.*", "");
                assertThat(allowed.stream().anyMatch(each -> plain.equals(each) || plain.startsWith(each + "/")))
                        .as("%s of %s is in templates/_apps.tpl", path, app)
                        .isTrue();
            }
        }
    }

    @Test
    void nothingIsAllowedThatNoServiceHas() {
        for (String app : List.of("history", "coldroom", "stock", "payment", "order", "notification")) {
            Set<String> there = Sources.paths(app);
            for (String path : allowed(app)) {
                assertThat(there.stream().anyMatch(each -> each.startsWith(path) || path.startsWith(each)))
                        .as("%s answers %s", app, path)
                        .isTrue();
            }
        }
    }

    private Set<String> allowed(String app) {
        Set<String> paths = new TreeSet<>();
        Manifest policy = policy(app);
        for (JsonNode rule : policy.at("/spec/rules")) {
            rule.at("/to/0/operation/paths")
                    .forEach(path -> paths.add(path.asText().replaceFirst("/\\*$", "")));
        }
        return paths;
    }

    private Manifest policy(String app) {
        return manifests.stream()
                .filter(m -> m.kind().equals("AuthorizationPolicy") && m.name().equals("frostline-" + app))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void clientsReachNothingThatServicesSayToEachOther() {
        Map<String, String> byPath = new TreeMap<>();
        manifests.stream().filter(m -> m.kind().equals("Ingress")).forEach(ingress -> {
            for (JsonNode path : ingress.at("/spec/rules/0/http/paths")) {
                byPath.put(
                        path.path("path").asText(),
                        path.at("/backend/service/name").asText());
            }
        });
        assertThat(byPath)
                .containsEntry("/api/v1/orders", "frostline-order")
                .containsEntry("/api/v1/sensors", "frostline-history");
        assertThat(byPath.keySet())
                .noneMatch(path -> path.equals("/")
                        || path.startsWith("/lra")
                        || path.startsWith("/q")
                        || path.contains("hold")
                        || path.contains("release")
                        || path.equals("/api/v1"));
    }

    @Test
    void aParticipantIsEndedByTheCoordinatorsAndByTheOneWhoRetriesForThem() {
        for (String app : List.of("stock", "payment")) {
            Set<String> callers = new TreeSet<>();
            for (JsonNode rule : policy(app).at("/spec/rules")) {
                boolean ends = Manifest.each(rule.at("/to/0/operation/paths"))
                        .anyMatch(path -> path.asText().endsWith("/complete")
                                || path.asText().endsWith("/compensate"));
                boolean all = Manifest.each(rule.at("/to/0/operation/paths"))
                        .anyMatch(path -> path.asText().matches("/?(lra/?)?\\*|/lra/.*\\*"));
                assertThat(all).as("%s", rule).isFalse();
                if (ends) {
                    rule.at("/from/0/source/principals").forEach(caller -> callers.add(caller.asText()));
                }
            }
            assertThat(callers)
                    .containsExactly(
                            "cluster.local/ns/cold/sa/frostline-lra-coordinator",
                            "cluster.local/ns/cold/sa/frostline-order");
        }
    }

    @Test
    void everyWayInLeadsToTheSamePaths() {
        for (String mode : List.of("embedded", "distributed")) {
            Map<String, String> settings = new TreeMap<>(DISTRIBUTED);
            settings.put("mode", mode);
            settings.put("gateway.enabled", "true");
            settings.put("gateway.parentRefs[0].name", "public");
            settings.put("istio.gateways[0]", "public");
            Map<String, Set<String>> ways = new TreeMap<>();
            for (Manifest way : Chart.FROSTLINE.render(settings)) {
                switch (way.kind()) {
                    case "Ingress" ->
                        ways.put("ingress", new TreeSet<>(way.at("/spec/rules").findValuesAsText("path")));
                    case "HTTPRoute" ->
                        ways.put("route", new TreeSet<>(way.at("/spec").findValuesAsText("value")));
                    case "VirtualService" -> {
                        if (way.at("/spec").has("gateways")) {
                            ways.put("mesh", new TreeSet<>(way.at("/spec").findValuesAsText("prefix")));
                        }
                    }
                    default -> {}
                }
            }
            assertThat(ways).as(mode).hasSize(3);
            assertThat(Set.copyOf(ways.values())).as("%s: %s", mode, ways).hasSize(1);
        }
    }

    @Test
    void noProxyRepeatsACallOfAnActionOrOfItsCoordinator() {
        Set<String> never = new TreeSet<>();
        for (Manifest service : manifests) {
            if (service.kind().equals("VirtualService")) {
                for (JsonNode route : service.at("/spec/http")) {
                    assertThat(route.at("/retries/attempts").isInt())
                            .as("%s", service)
                            .isTrue();
                    if (route.at("/retries/attempts").asInt() == 0) {
                        never.add(service.name());
                    }
                }
            }
        }
        assertThat(never)
                .containsExactly(
                        "frostline-lra-coordinator",
                        "frostline-lra-coordinator-0",
                        "frostline-lra-coordinator-1",
                        "frostline-order",
                        "frostline-payment",
                        "frostline-stock");
    }
}
