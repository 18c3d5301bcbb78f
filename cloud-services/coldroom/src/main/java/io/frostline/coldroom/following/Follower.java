package io.frostline.coldroom.following;

import io.frostline.coldroom.ColdroomConfig;
import io.frostline.coldroom.excursion.Finding;
import io.frostline.coldroom.excursion.Findings;
import io.frostline.coldroom.excursion.UpdateThrottle;
import io.frostline.coldroom.room.Rooms;
import io.frostline.coldroom.setpoint.SetPoints;
import io.frostline.contract.wire.Arrivals;
import io.frostline.platform.loop.BackgroundLoop;
import io.frostline.platform.sql.SqlState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Follower of history: takes arrivals, re-evaluates stale ranges and stores findings. It stores its position at checkpoints. After
 * a kill, it takes later arrivals once more and finds what is known already.
 */
@ApplicationScoped
public class Follower {
    private static final Logger LOG = Logger.getLogger(Follower.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    /** Maximum time of a re-evaluation pass before new arrivals are taken. */
    private static final Duration MAX_PASS = Duration.ofSeconds(1);

    private final HistoryClient history;
    private final Followed followed;
    private final Rooms rooms;
    private final MaskTable maskTable;
    private final SetPoints setPoints;
    private final FindingsTransaction keeping;
    private final ColdroomConfig config;
    private final Counter readings;
    private final Clock clock = Clock.systemUTC();
    private final BackgroundLoop loop;
    private final NavigableMap<String, SiteFollower> sites = new TreeMap<>();
    private String evaluatedLast = "";
    private final List<Followed.LimitsChanged> seen = new ArrayList<>();
    private UpdateThrottle throttle;
    private Instant saved = Instant.EPOCH;
    private final HeldSites held;
    private volatile boolean loaded;

    public Follower(
            HistoryClient history,
            Followed followed,
            Rooms rooms,
            MaskTable maskTable,
            SetPoints setPoints,
            FindingsTransaction keeping,
            ColdroomConfig config,
            MeterRegistry metrics) {
        this.history = history;
        this.followed = followed;
        this.rooms = rooms;
        this.maskTable = maskTable;
        this.setPoints = setPoints;
        this.keeping = keeping;
        this.config = config;
        this.held = new HeldSites(metrics);
        this.readings = metrics.counter("frostline.coldroom.readings");
        this.throttle = new UpdateThrottle(config.current());
        this.loop = new BackgroundLoop("history-follower", config.poll(), this::follow);
    }

    void start(@Observes StartupEvent event) {
        loop.startAtOnce();
    }

    /** Returns whether the last attempt to follow succeeded. */
    public boolean isHealthy() {
        return loop.isHealthy();
    }

    /** Returns the sites that could not be followed while the others were. */
    Set<String> held() {
        return held.names();
    }

    /** Follows for one turn; after a failure, from the saved state. */
    private boolean follow() throws IOException, InterruptedException {
        if (!loaded) {
            load();
        }
        loaded = false;
        boolean more = turn();
        loaded = true;
        return more;
    }

    private void load() throws IOException, InterruptedException {
        sites.clear();
        seen.clear();
        held.release();
        throttle = new UpdateThrottle(config.current());
        for (Followed.Row row : followed.load()) {
            byItself(row.site(), () -> {
                SiteFollower follower = SiteFollower.of(followed.read(row), rooms.plan(row.site()), masks(row.site()));
                sites.put(row.site(), follower);
                // delayed updates are not saved with the position
                Findings open = new Findings();
                follower.open(open);
                throttle.delay(open.list());
            });
        }
        saved = clock.instant();
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /**
     * Runs work of one site. A failure holds this site and no others; a failure of the database belongs to no site and is rethrown.
     */
    private void byItself(String site, Work work) throws IOException, InterruptedException {
        try {
            work.run();
        } catch (RuntimeException e) {
            rethrowIfOfDatabase(e);
            sites.remove(site);
            held.hold(site, e, clock.instant());
        }
    }

    private static void rethrowIfOfDatabase(RuntimeException failure) {
        if (SqlState.isOfDatabase(failure)) {
            throw failure;
        }
    }

    private boolean turn() throws IOException, InterruptedException {
        if (held.isDue(clock.instant())) {
            save();
            load();
        }
        heedNewLimits();
        Map<String, Long> known = new HashMap<>();
        sites.forEach((site, follower) -> known.put(site, follower.arrival()));
        held.names().forEach(site -> known.put(site, Long.MAX_VALUE));
        Set<String> behind = new HashSet<>();
        history.arrivals(known, arrivals -> {
            take(arrivals);
            if (arrivals.getMore()) {
                behind.add(arrivals.getSite());
            }
        });
        Instant now = clock.instant();
        List<SiteFollower> whole = inTurn();
        whole.removeIf(site -> behind.contains(site.name())); // the rest of its arrivals comes next
        boolean stale = evaluate(whole, now);
        Findings silent = new Findings();
        for (SiteFollower site : whole) {
            byItself(site.name(), () -> site.listen(now, silent));
        }
        keep(throttle.admit(silent.list(), now));
        keep(throttle.takeDue(now));
        if (!saved.plus(config.checkpoint()).isAfter(now)) {
            save();
        }
        return stale || !behind.isEmpty();
    }

    /** Returns the sites in turn: the one that was evaluated last comes last. */
    private List<SiteFollower> inTurn() {
        List<SiteFollower> all =
                new ArrayList<>(sites.tailMap(evaluatedLast, false).values());
        all.addAll(sites.headMap(evaluatedLast, true).values());
        return all;
    }

    private boolean evaluate(List<SiteFollower> whole, Instant now) throws IOException, InterruptedException {
        Instant until = now.plus(MAX_PASS);
        for (SiteFollower site : whole) {
            if (!clock.instant().isBefore(until)) {
                return true;
            }
            evaluatedLast = site.name();
            Columns columns = history.columns(site.name());
            byItself(site.name(), () -> {
                if (site.isDue(now, config.quiet(), config.patience())) {
                    stepByStep(until, findings -> site.reevaluate(columns, now, findings));
                }
                stepByStep(until, findings -> site.reevaluateDerived(columns, now, config.current(), findings));
            });
        }
        return !clock.instant().isBefore(until);
    }

    private interface Step {
        /** @return whether there is another */
        boolean find(Findings findings) throws IOException, InterruptedException;
    }

    /** Runs steps while there is time; the findings of one are stored before the next. */
    private void stepByStep(Instant until, Step step) throws IOException, InterruptedException {
        boolean more = true;
        while (more && clock.instant().isBefore(until) && !loop.isClosing()) {
            Findings findings = new Findings();
            more = step.find(findings);
            keepTogether(throttle.admit(findings.list(), clock.instant()));
        }
    }

    private void heedNewLimits() throws IOException, InterruptedException {
        long last = seen.isEmpty() ? 0 : seen.getLast().number();
        Map<String, Map<String, Instant>> changed = new TreeMap<>();
        for (Followed.LimitsChanged each : followed.limitsChanged(last)) {
            changed.computeIfAbsent(each.site(), site -> new HashMap<>())
                    .merge(each.sensor(), each.from(), (a, b) -> a.isBefore(b) ? a : b);
            seen.add(each);
        }
        for (Map.Entry<String, Map<String, Instant>> each : changed.entrySet()) {
            String site = each.getKey();
            if (!held.names().contains(site)) {
                byItself(site, () -> site(site).limitsChanged(rooms.plan(site), each.getValue()));
            }
        }
    }

    private SiteFollower site(String name) {
        SiteFollower known = sites.get(name);
        if (known == null) {
            known = new SiteFollower(name, rooms.plan(name), masks(name));
            sites.put(name, known);
        }
        return known;
    }

    private SiteMasks masks(String site) {
        return SiteMasks.load(site, maskTable, clock.instant());
    }

    private void take(Arrivals arrivals) throws IOException, InterruptedException {
        byItself(arrivals.getSite(), () -> {
            Findings findings = new Findings();
            SiteFollower site = site(arrivals.getSite());
            readings.increment(site.arrived(arrivals, clock.instant(), findings));
            site.keepLog(setPoints::report);
            keepTogether(throttle.admit(findings.list(), clock.instant()));
        });
    }

    /** Stores all findings at once; where that fails, those of each site by themselves. */
    private void keep(List<Finding> due) throws IOException, InterruptedException {
        try {
            keepTogether(due);
        } catch (RuntimeException e) {
            rethrowIfOfDatabase(e);
            LOG.warnf(e, "can't keep what was found of several sites at once; now of each by itself");
            Map<String, List<Finding>> bySite = due.stream()
                    .collect(Collectors.groupingBy(finding -> finding.watch().site()));
            for (Map.Entry<String, List<Finding>> site : bySite.entrySet()) {
                byItself(site.getKey(), () -> keepTogether(site.getValue()));
            }
        }
    }

    private void keepTogether(List<Finding> due) {
        List<Finding> followed = due.stream()
                .filter(finding -> sites.containsKey(finding.watch().site()))
                .toList();
        Map<String, SiteFollower> theirs = new TreeMap<>();
        followed.forEach(finding -> theirs.computeIfAbsent(finding.watch().site(), sites::get));
        if (!followed.isEmpty() && keeping.keep(followed, theirs.values(), seen)) {
            theirs.values().forEach(SiteFollower::saved);
        }
    }

    private void save() {
        List<Followed.LimitsChanged> heeded =
                seen.stream().filter(change -> sites.containsKey(change.site())).toList();
        followed.save(sites.values().stream().map(SiteFollower::save).toList(), heeded);
        sites.values().forEach(SiteFollower::saved);
        seen.removeAll(heeded);
        saved = clock.instant();
    }

    /** Ends following and saves the position. If that fails, the next start follows the same arrivals once more. */
    void stop(@Observes ShutdownEvent event) {
        loop.close(STOP_TIMEOUT);
        if (loaded) {
            try {
                save();
            } catch (RuntimeException e) {
                LOG.warnf("how far history was followed is not saved: %s", e);
            }
        }
    }
}
