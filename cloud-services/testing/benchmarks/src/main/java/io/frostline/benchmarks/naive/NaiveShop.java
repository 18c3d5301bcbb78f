package io.frostline.benchmarks.naive;

import io.frostline.benchmarks.load.LoadClient;
import io.frostline.testing.Database;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.ServerProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Naive shop: its processes on the PostgreSQL of a deployment, its clients' requests, and the count of what is not whole. */
public final class NaiveShop implements AutoCloseable {
    private static final List<Part> SERVICES = List.of(Part.STOCK, Part.PAYMENT, Part.ORDER);
    private static final int PRODUCTS = 20;
    private static final int ACCOUNTS = 200;

    private final Deployment cloud;
    private final Map<Part, Integer> ports = new TreeMap<>();
    private final Map<Part, ServerProcess> processes = new TreeMap<>();

    public NaiveShop(Deployment cloud) {
        this.cloud = cloud;
        SERVICES.forEach(part -> ports.put(part, Deployment.freePort()));
    }

    public void open() throws SQLException {
        Database.execute(cloud.jdbcUrl(), """
                create schema naive;
                create table naive.orders (id text primary key, state text not null);
                create table naive.lot (product text primary key, on_hand bigint not null);
                create table naive.taken (order_id text primary key, product text not null, quantity bigint not null);
                create table naive.account (id text primary key, balance bigint not null);
                create table naive.paid (order_id text primary key, cents bigint not null);
                create table naive.sent (id text primary key, cents bigint not null);
                insert into naive.lot select 'p' || n, 1500000 from generate_series(0, %d) n;
                insert into naive.account select 'a' || n, 9000000000 from generate_series(0, %d) n;
                insert into naive.account values ('poor', 0)""".formatted(PRODUCTS - 1, ACCOUNTS - 1));
        Database.execute(cloud.ledgerUrl(), """
                create schema naive;
                create table naive.archived (order_id text primary key, cents bigint not null);
                create table naive.reserve (balance bigint not null);
                create table naive.received (id text primary key, cents bigint not null);
                insert into naive.reserve values (0)""");
        SERVICES.forEach(this::start);
    }

    public void start(Part part) {
        String name = part.name().toLowerCase(java.util.Locale.ROOT);
        String twice = File.pathSeparator + File.pathSeparator;
        String path = System.getProperty("java.class.path").replace(twice, File.pathSeparator);
        List<String> arguments = new ArrayList<>(List.of("-Xmx512m", "-XX:+UseSerialGC", "-cp", path));
        String port = String.valueOf(ports.get(part));
        arguments.addAll(List.of(NaiveServer.class.getName(), name, port, cloud.jdbcUrl()));
        arguments.addAll(part == Part.ORDER ? List.of(url(Part.STOCK), url(Part.PAYMENT)) : List.of(cloud.ledgerUrl()));
        try {
            ServerProcess process = ServerProcess.java(
                    "naive " + name, cloud.folder().resolve("naive-" + name + ".log"), arguments, Map.of());
            processes.put(part, process);
            process.await("ready", Duration.ofSeconds(30), () -> isReady(part));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isReady(Part part) {
        try {
            return LoadClient.get(url(part) + "/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    public void kill(Part part) {
        Optional.ofNullable(processes.get(part)).ifPresent(ServerProcess::kill);
    }

    private String url(Part part) {
        return "http://127.0.0.1:" + ports.get(part);
    }

    /** Places an order and returns when it has ended. */
    public void order(boolean hopeless) throws IOException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String account = hopeless ? "poor" : "a" + random.nextInt(ACCOUNTS);
        post(
                hopeless ? 409 : 201,
                url(Part.ORDER) + "/orders?account=" + account + "&product=p" + random.nextInt(PRODUCTS) + "&quantity="
                        + (1 + random.nextInt(3)));
    }

    /** Transfers a cent into the other database. */
    public void transfer() throws IOException {
        post(
                200,
                url(Part.PAYMENT) + "/transfer?id=" + UUID.randomUUID() + "&cents=1&from=a"
                        + ThreadLocalRandom.current().nextInt(ACCOUNTS));
    }

    private void post(int expected, String uri) throws IOException {
        int status = LoadClient.send(HttpRequest.newBuilder(URI.create(uri))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build())
                .statusCode();
        if (status != expected) {
            throw new IOException(uri + " was answered " + status);
        }
    }

    /** Returns how many orders and transfers are not whole, by what is wrong; call it once nothing is in progress. */
    public Map<String, Long> inconsistencies() throws SQLException {
        Map<String, Long> found = new LinkedHashMap<>();
        found.put("orders that are not whole; of them:", Database.number(cloud.jdbcUrl(), """
                select count(*) from naive.orders o where state = 'placing' or state <> 'confirmed'
                   and (exists (select 1 from naive.taken t where t.order_id = o.id)
                        or exists (select 1 from naive.paid p where p.order_id = o.id))"""));
        found.put(
                "orders that never ended",
                Database.number(cloud.jdbcUrl(), "select count(*) from naive.orders where state = 'placing'"));
        found.put("orders not confirmed that kept their stock", Database.number(cloud.jdbcUrl(), """
                select count(*) from naive.taken t join naive.orders o on o.id = t.order_id where o.state <> 'confirmed'"""));
        found.put("orders not confirmed that were paid", Database.number(cloud.jdbcUrl(), """
                select count(*) from naive.paid p join naive.orders o on o.id = p.order_id where o.state <> 'confirmed'"""));
        found.put(
                "payments that only one database has",
                Math.abs(Database.number(cloud.jdbcUrl(), "select count(*) from naive.paid")
                        - Database.number(cloud.ledgerUrl(), "select count(*) from naive.archived")));
        found.put(
                "transfers that only one database has",
                Math.abs(Database.number(cloud.jdbcUrl(), "select count(*) from naive.sent")
                        - Database.number(cloud.ledgerUrl(), "select count(*) from naive.received")));
        return found;
    }

    @Override
    public void close() {
        processes.values().forEach(ServerProcess::close);
    }
}
