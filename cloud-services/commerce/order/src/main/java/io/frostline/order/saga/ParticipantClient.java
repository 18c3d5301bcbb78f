package io.frostline.order.saga;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.order.OrderConfig;
import io.frostline.platform.saga.Calls;
import io.frostline.platform.saga.Fence;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.text.EnumText;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Client of the other services' participants: queries their part in a saga, and ends it. */
@ApplicationScoped
public class ParticipantClient {
    static final String PAYMENT = "payment";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final OrderConfig config;
    private final Calls calls;
    private final ObjectMapper json;

    public ParticipantClient(OrderConfig config, Calls calls, ObjectMapper json) {
        this.config = config;
        this.calls = calls;
        this.json = json;
    }

    /**
     * Step of one participant.
     *
     * @param at null if the time is unknown
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Step(
            String participant, String step, @Nullable Instant at) {}

    private record Part(String name, URI uri) {}

    private List<Part> of(Saga.Kind kind) {
        boolean place = kind == Saga.Kind.PLACE_ORDER;
        String stock = switch (kind) {
            case PLACE_ORDER -> "/lra/stock";
            case CANCEL_ORDER -> "/lra/stock-release";
            case RESPOND_TO_EXCURSION -> "/lra/quarantine";
        };
        return List.of(
                new Part("stock", config.stockUrl().resolve(stock)),
                new Part(PAYMENT, config.paymentUrl().resolve(place ? "/lra/payment" : "/lra/refund")));
    }

    /**
     * State of a participant's part in a saga.
     *
     * @param part empty if the participant has none
     * @param trouble why the state is unknown; null if it is known
     */
    record Standing(
            String participant,
            Optional<Fence.Part> part,
            @Nullable String trouble) {
        boolean isUnknown() {
            return trouble != null;
        }

        boolean is(Fence.Step step) {
            return part.filter(p -> p.step() == step).isPresent();
        }

        @Override
        public String toString() {
            return participant + " "
                    + (trouble == null ? part.map(p -> EnumText.of(p.step())).orElse("has no part") : trouble);
        }
    }

    /** Returns the state of each participant's part, as the participant reports it. */
    List<Standing> standing(Saga saga) {
        return saga.lra()
                .map(lra -> of(saga.kind()).stream()
                        .map(part -> standing(part, lra))
                        .toList())
                .orElse(List.of());
    }

    private Standing standing(Part part, Lra lra) {
        URI uri = URI.create(part.uri + "?lra=" + URLEncoder.encode(lra.toString(), StandardCharsets.UTF_8));
        try {
            Calls.Answer answer = calls.send("GET", uri, Map.of(), "", TIMEOUT);
            return switch (answer.status()) {
                case 200 -> new Standing(part.name, Optional.of(json.readValue(answer.body(), Fence.Part.class)), null);
                case 404 -> new Standing(part.name, Optional.empty(), null);
                default -> new Standing(part.name, Optional.empty(), "answers " + answer.status());
            };
        } catch (IOException e) {
            return new Standing(part.name, Optional.empty(), "does not answer");
        }
    }

    /** Returns what each participant did and when; includes participants that do not answer. */
    List<Step> steps(Saga saga) {
        List<Step> steps = new ArrayList<>();
        for (Standing standing : standing(saga)) {
            if (standing.trouble() != null) {
                steps.add(new Step(standing.participant(), standing.trouble(), null));
            }
            standing.part().ifPresent(part -> steps.addAll(steps(standing.participant(), part)));
        }
        return steps;
    }

    private static List<Step> steps(String name, Fence.Part part) {
        List<Step> steps = new ArrayList<>();
        if (part.triedAt() != null) {
            steps.add(new Step(name, "held", part.triedAt()));
        }
        if (part.endedAt() != null) {
            steps.add(
                    new Step(name, part.step() == Fence.Step.COMPLETED ? "completed" : "compensated", part.endedAt()));
        }
        return steps;
    }

    /**
     * Asks participants to end their parts, without the coordinator. Idempotent: each does only what it has not done yet.
     *
     * @param how {@code complete} or {@code compensate}
     * @return the answers of those that did not end their part; empty if all have ended it
     */
    List<String> tell(Saga saga, String how, Set<String> participants) {
        List<String> refused = new ArrayList<>();
        for (Lra lra : saga.lra().stream().toList()) {
            for (Part part : of(saga.kind())) {
                if (participants.contains(part.name)) {
                    tell(part, how, lra).ifPresent(refused::add);
                }
            }
        }
        return refused;
    }

    private Optional<String> tell(Part part, String how, Lra lra) {
        try {
            Calls.Answer answer = calls.send(
                    "PUT", URI.create(part.uri + "/" + how), Map.of(Lra.HEADER, lra.toString()), "", TIMEOUT);
            return answer.status() == 200
                    ? Optional.empty()
                    : Optional.of(part.name + " " + how + " was answered " + answer.status() + " " + answer.body());
        } catch (IOException e) {
            return Optional.of(part.name + " does not answer");
        }
    }

    /**
     * Makes all participants forget what they know of ended sagas.
     *
     * @throws IllegalStateException if one does not do so; others may have
     */
    void forget(List<Saga> ended) {
        for (Saga.Kind kind : Saga.Kind.values()) {
            List<String> actions = ended.stream()
                    .filter(saga -> saga.kind() == kind)
                    .flatMap(saga -> saga.lra().stream())
                    .map(Lra::toString)
                    .toList();
            if (!actions.isEmpty()) {
                of(kind).forEach(part -> forget(part, actions));
            }
        }
    }

    private void forget(Part part, List<String> actions) {
        try {
            Calls.Answer answer = calls.send(
                    "PUT", URI.create(part.uri + "/forget"), Map.of(), json.writeValueAsString(actions), TIMEOUT);
            if (answer.status() != 204) {
                throw new IllegalStateException(part.name + " forget was answered " + answer.status());
            }
        } catch (IOException e) {
            throw new IllegalStateException(part.name + " does not answer", e);
        }
    }
}
