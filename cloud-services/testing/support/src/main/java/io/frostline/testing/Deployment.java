package io.frostline.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Deployment of the product's parts, each a process of its own on real servers, on free ports of loopback: PostgreSQL, Kafka, the
 * MQTT broker, intake, history. Each can be killed and restarted, and finds its earlier state.
 */
public final class Deployment implements AutoCloseable {
    /** Parts, in the order in which they start. */
    public enum Part {
        POSTGRES,
        KAFKA,
        MQTT,
        HISTORY,
        INTAKE,
        LRA_COORDINATOR,
        LRA_COORDINATOR_2,
        STOCK,
        PAYMENT,
        ORDER,
        NOTIFICATION,
        COLDROOM;

        private String lowerCase() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Parts that readings need. */
    public static final List<Part> TELEMETRY = List.of(Part.POSTGRES, Part.KAFKA, Part.MQTT, Part.HISTORY, Part.INTAKE);

    /** Parts that orders need, beside PostgreSQL and Kafka. */
    public static final List<Part> COMMERCE = List.of(Part.LRA_COORDINATOR, Part.STOCK, Part.PAYMENT, Part.ORDER);

    /** Secret with which notification signs what it sends to webhooks. */
    public static final String WEBHOOK_SECRET = "known to both";

    private static final List<Part> SERVERS = List.of(Part.POSTGRES, Part.KAFKA, Part.MQTT);
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    /** Number of ports in a JVM's own range, so that JVMs can test beside each other, each with a deployment. */
    private static final int PORTS = 4_000;

    private static final int FIRST_PORT = 20_000 + PORTS * (Integer.getInteger("frostline.lane", 1) - 1);
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));
    /** Settings with small amounts and short intervals, so that every stage has work in a short test. */
    private static final Map<String, String> QUICK = Map.ofEntries(
            Map.entry("FROSTLINE_CONSUMER_SESSION_TIMEOUT", "3s"),
            Map.entry("FROSTLINE_HISTORY_SEGMENTS_READINGS", "2000"),
            Map.entry("FROSTLINE_HISTORY_SEGMENTS_AGE", "5s"),
            Map.entry("FROSTLINE_HISTORY_SEGMENTS_MERGE_AFTER", "10s"),
            Map.entry("FROSTLINE_HISTORY_TOPIC_KEPT", "1s"),
            Map.entry("FROSTLINE_HISTORY_TOPIC_TIDY", "2s"),
            Map.entry("FROSTLINE_COLDROOM_POLL", "100ms"),
            Map.entry("FROSTLINE_COLDROOM_QUIET", "300ms"),
            Map.entry("FROSTLINE_COLDROOM_CHECKPOINT", "2s"),
            Map.entry("FROSTLINE_COLDROOM_ALARMS_POLL", "100ms"),
            Map.entry("FROSTLINE_COLDROOM_ALARMS_GATHER", "500ms"),
            Map.entry("FROSTLINE_COLDROOM_ALARMS_PAUSE", "2s"));

    private static @Nullable Deployment shared;

    private final Path folder;
    private final Map<Part, Integer> ports = new TreeMap<>();
    private final Map<Part, ServerProcess> processes = new TreeMap<>();
    private final Map<Part, CallProxy> proxies = new TreeMap<>();
    private final Map<Part, PostgresProxy> databases = new TreeMap<>();
    private final boolean proxied;
    private final Map<String, String> settings = new TreeMap<>(QUICK);
    private @Nullable MailProvider mailProvider;

    /** Creates a deployment whose calls between the orders' parts pass proxies, so that tests can disturb them. */
    public Deployment(Path folder) {
        this(folder, true);
    }

    public Deployment(Path folder, boolean proxied) {
        this.folder = folder;
        this.proxied = proxied;
        for (Part part : Part.values()) {
            ports.put(part, freePort());
        }
    }

    /** Uses the default settings of history and coldroom, except those given here. */
    public Deployment withShippedHistory(Map<String, String> but) {
        settings.clear();
        settings.putAll(but);
        return this;
    }

    /** Creates a deployment in a new temporary folder. */
    public static Deployment temporary() {
        try {
            return new Deployment(Files.createTempDirectory("frostline-test"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns one deployment for all tests of a suite; it ends with the JVM. */
    public static synchronized Deployment shared() {
        if (shared == null) {
            Deployment deployment = temporary();
            Runtime.getRuntime().addShutdownHook(new Thread(deployment::close));
            deployment.startAll();
            shared = deployment;
        }
        return shared;
    }

    /**
     * Returns a free port that is not reused for a long time. The system gives none of these to clients meanwhile: those begin at
     * 32768 on Linux.
     */
    public static int freePort() {
        while (true) {
            int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // the port is in use
            }
        }
    }

    /** Returns the checkout that is tested. */
    public static Path root() {
        return Path.of(System.getProperty("frostline.root", "."));
    }

    public int port(Part part) {
        return ports.getOrDefault(part, 0);
    }

    public Path folder() {
        return folder;
    }

    public void startAll() {
        start(SERVERS.toArray(Part[]::new));
        start(Part.HISTORY);
        start(Part.INTAKE);
    }

    /** Returns the proxy through which the orders' parts call this part. */
    public CallProxy proxy(Part part) {
        return proxies.computeIfAbsent(part, p -> new CallProxy(port(p)));
    }

    /** Returns the proxy through which a part reaches PostgreSQL, where tests want to disturb its statements. */
    public synchronized PostgresProxy database(Part part) {
        return databases.computeIfAbsent(part, p -> {
            try {
                return new PostgresProxy(port(Part.POSTGRES));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Returns the addresses of both coordinators, running or not, where tests may start the second; else of the one. */
    private String coordinators() {
        return address(Part.LRA_COORDINATOR) + (proxied ? "," + address(Part.LRA_COORDINATOR_2) : "");
    }

    private String address(Part part) {
        return proxied ? proxy(part).url() : url(part);
    }

    /** Starts the parts that are not running: not every suite needs them. */
    public void ensure(List<Part> parts) {
        start(parts.stream()
                .filter(part -> !processes.containsKey(part) || !process(part).isAlive())
                .toArray(Part[]::new));
    }

    /** Returns the provider to which notification hands its mails. */
    public synchronized MailProvider mailProvider() {
        if (mailProvider == null) {
            mailProvider = new MailProvider();
        }
        return mailProvider;
    }

    /** Starts parts at the same time, and returns once all are ready. */
    public void start(Part... parts) {
        List.of(parts).forEach(this::launch);
        List.of(parts).forEach(this::awaitReady);
    }

    private void launch(Part part) {
        try {
            Path log = folder.resolve(part.lowerCase() + ".log");
            if (Files.exists(log)) { // of a killed process: it shows the cause of a fault
                Files.move(log, folder.resolve(part.lowerCase() + "." + System.nanoTime() + ".log"));
            }
            processes.put(part, SERVERS.contains(part) ? server(part, log) : app(part, log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServerProcess server(Part part, Path log) throws IOException {
        String name = part.lowerCase();
        List<String> options = new ArrayList<>(List.of(
                "--data", folder.toString(), "--only", name, "--" + name + "-port", Integer.toString(port(part))));
        if (part == Part.MQTT) {
            options.addAll(List.of("--kafka", "127.0.0.1:" + port(Part.KAFKA)));
        }
        return ServerProcess.java(name, log, Programs.servers("-Xmx512m", options.toArray(String[]::new)), Map.of());
    }

    private ServerProcess app(Part part, Path log) throws IOException {
        String name = part == Part.LRA_COORDINATOR_2 ? Part.LRA_COORDINATOR.lowerCase() : part.lowerCase();
        // a test is over before the second compiler has paid for itself
        String compilers = System.getProperty("frostline.jvm", "-XX:TieredStopAtLevel=1");
        return ServerProcess.java(part.lowerCase(), log, Programs.app(name, "-Xmx512m", compilers), environment(part));
    }

    /** Returns the environment of an app of this deployment. */
    public Map<String, String> environment(Part part) {
        String name = part.lowerCase();
        Map<String, String> environment = new TreeMap<>();
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port(part)));
        environment.put("POSTGRES_HOST", "127.0.0.1");
        environment.put("POSTGRES_PORT", Integer.toString(port(Part.POSTGRES)));
        environment.put("POSTGRES_DATABASE", "postgres");
        environment.put("POSTGRES_USER", "postgres");
        environment.put("POSTGRES_PASSWORD", "postgres");
        environment.put("LEDGER_DATABASE", "ledger");
        environment.put("PAYMENT_NODE", "payment-" + port(Part.PAYMENT));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + port(Part.KAFKA));
        environment.put("MQTT_HOST", "127.0.0.1");
        environment.put("MQTT_PORT", Integer.toString(port(Part.MQTT)));
        environment.putAll(settings);
        environment.put("QUARKUS_TRANSACTION_MANAGER_OBJECT_STORE_DIRECTORY", folder + "/" + name + "-transactions");
        if (COMMERCE.contains(part) || part == Part.LRA_COORDINATOR_2) {
            environment.put("SELF_URL", address(part));
            environment.put("QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING", "true");
            environment.put("QUARKUS_HTTP_PROXY_ALLOW_X_FORWARDED", "true");
            environment.put("QUARKUS_HTTP_PROXY_ENABLE_FORWARDED_HOST", "true");
            environment.put("LRA_COORDINATORS", coordinators());
            environment.put("STOCK_URL", address(Part.STOCK));
            environment.put("PAYMENT_URL", address(Part.PAYMENT));
        }
        if (part == Part.NOTIFICATION) {
            environment.put("POSTGRES_PORT", Integer.toString(database(part).port()));
            environment.putAll(notification());
        }
        environment.put("HISTORY_URL", url(Part.HISTORY));
        environment.put("FROSTLINE_COORDINATOR_STORE", folder + "/" + name);
        environment.put("FROSTLINE_COORDINATOR_NODE", name);
        // an abandoned order ends soon
        environment.put("FROSTLINE_SAGA_TIME_LIMIT", "12s");
        environment.put("FROSTLINE_ORDER_OVERDUE", "7s");
        environment.put("FROSTLINE_ORDER_SWEEP", "500ms");
        environment.put("FROSTLINE_SAGA_HOUSEKEEPING", "1s");
        environment.put("FROSTLINE_COORDINATOR_RETRY", "2s");
        environment.put("FROSTLINE_PAYMENT_RECOVERY_PERIOD", "1s");
        environment.put("FROSTLINE_PAYMENT_RECOVERY_ORPHAN_AGE", "3s");
        return environment;
    }

    /** Returns settings with short timeouts, retries and limits, so that a test need not wait long. */
    private Map<String, String> notification() {
        return Map.ofEntries(
                Map.entry("ORDER_URL", url(Part.ORDER)),
                Map.entry("SMTP_HOST", "127.0.0.1"),
                Map.entry("SMTP_PORT", Integer.toString(mailProvider().port())),
                Map.entry("FROSTLINE_NOTIFICATION_SMTP_TIMEOUT", "1s"),
                Map.entry("FROSTLINE_NOTIFICATION_SEND_POLL", "100ms"),
                Map.entry("FROSTLINE_NOTIFICATION_SEND_FIRST_PAUSE", "200ms"),
                Map.entry("FROSTLINE_NOTIFICATION_SEND_LONGEST_PAUSE", "1s"),
                Map.entry("FROSTLINE_NOTIFICATION_SEND_ATTEMPTS", "10"),
                Map.entry("FROSTLINE_NOTIFICATION_SWEEP_EVERY", "1s"),
                Map.entry("FROSTLINE_NOTIFICATION_SWEEP_GRACE", "10s"),
                Map.entry("WEBHOOK_SECRET", WEBHOOK_SECRET),
                Map.entry("FROSTLINE_NOTIFICATION_WEBHOOK_TIMEOUT", "1s"),
                Map.entry("FROSTLINE_NOTIFICATION_WEBHOOK_POLL", "100ms"),
                Map.entry("FROSTLINE_NOTIFICATION_WEBHOOK_FIRST_PAUSE", "200ms"),
                Map.entry("FROSTLINE_NOTIFICATION_WEBHOOK_LONGEST_PAUSE", "1s"),
                Map.entry("FROSTLINE_NOTIFICATION_WEBHOOK_ATTEMPTS", "10"));
    }

    private void awaitReady(Part part) {
        ServerProcess process = process(part);
        process.await("ready", TIMEOUT, () -> switch (part) {
            case POSTGRES, KAFKA, MQTT -> process.log().contains("ready: ");
            default -> rest(part).answers("/q/health/ready");
        });
    }

    public ServerProcess process(Part part) {
        return Optional.ofNullable(processes.get(part)).orElseThrow();
    }

    /** Kills a part (kill -9); for PostgreSQL, the server itself and the process that started it. */
    public void kill(Part part) {
        if (part == Part.POSTGRES) {
            postmaster().ifPresent(ProcessHandle::destroyForcibly);
        }
        process(part).kill();
    }

    /** Returns the process of PostgreSQL itself, which is no child of the part's process; empty unless it runs. */
    public Optional<ProcessHandle> postmaster() {
        try {
            Path file = folder.resolve("postgres/data/postmaster.pid");
            String pid = Files.readAllLines(file).getFirst();
            return ProcessHandle.of(Long.parseLong(pid.strip()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public String url(Part part) {
        return "http://127.0.0.1:" + port(part);
    }

    public String jdbcUrl() {
        return jdbcUrl("postgres", "history");
    }

    /** Returns the JDBC URL of payment's second database. */
    public String ledgerUrl() {
        return jdbcUrl("ledger", "ledger");
    }

    private String jdbcUrl(String database, String schema) {
        return "jdbc:postgresql://127.0.0.1:" + port(Part.POSTGRES) + "/" + database
                + "?user=postgres&password=postgres&currentSchema=" + schema;
    }

    /** Returns a client of a part's root, below which are its health and its metrics. */
    public RestClient rest(Part part) {
        return new RestClient(url(part));
    }

    /** Returns a client of a part's REST API. */
    public RestClient api(Part part) {
        return new RestClient(url(part) + "/api/v1");
    }

    /** Returns a client of a part's REST API for requests that take long. */
    public RestClient api(Part part, Duration timeout) {
        return new RestClient(url(part) + "/api/v1", timeout);
    }

    @Override
    public void close() {
        for (Part part : List.of(Part.values()).reversed()) {
            ServerProcess process = processes.get(part);
            if (process != null) {
                process.close();
            }
        }
        proxies.values().forEach(CallProxy::close);
        databases.values().forEach(PostgresProxy::close);
        if (mailProvider != null) {
            mailProvider.close();
        }
    }
}
