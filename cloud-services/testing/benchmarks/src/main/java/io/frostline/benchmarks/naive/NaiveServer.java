package io.frostline.benchmarks.naive;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Server of one of the three naive services, in a process of its own. Requests have their arguments in the query; an answer is a
 * status.
 */
public final class NaiveServer {
    /** @return the status of the answer */
    interface Operation {
        int run(Arguments arguments) throws SQLException, IOException, InterruptedException;
    }

    private NaiveServer() {}

    /** Starts a service: {@code stock|payment PORT DATABASE LEDGER}, or {@code order PORT DATABASE STOCK-URL PAYMENT-URL}. */
    public static void main(String[] args) throws IOException, SQLException {
        Map<String, Operation> operations = switch (args[0]) {
            case "stock" -> new NaiveStock(pool(args[2])).operations();
            case "payment" -> new NaivePayment(pool(args[2]), pool(args[3])).operations();
            default -> new NaiveOrder(pool(args[2]), args[3], args[4]).operations();
        };
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1])), 200);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        operations.forEach((path, operation) -> server.createContext(path, exchange -> answer(exchange, operation)));
        server.createContext("/ready", exchange -> answer(exchange, arguments -> 200));
        server.start();
    }

    private static AgroalDataSource pool(String url) throws SQLException {
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(32)
                        .acquisitionTimeout(Duration.ofSeconds(5))
                        .idleValidationTimeout(Duration.ofSeconds(1))
                        .connectionValidator(AgroalConnectionPoolConfiguration.ConnectionValidator.defaultValidator())
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(url))));
    }

    private static void answer(HttpExchange exchange, Operation operation) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            int status;
            try {
                status = operation.run(Arguments.of(exchange.getRequestURI().getRawQuery()));
            } catch (SQLException | IOException | InterruptedException e) {
                status = 500;
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    /** Arguments of a request, by name. */
    record Arguments(Map<String, String> values) {
        static Arguments of(@Nullable String query) {
            return new Arguments(
                    query == null
                            ? Map.of()
                            : Arrays.stream(query.split("&"))
                                    .map(pair -> pair.split("=", 2))
                                    .collect(Collectors.toMap(
                                            pair -> pair[0],
                                            pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8))));
        }

        String text(String name) {
            return Objects.requireNonNull(values.get(name), name);
        }

        long number(String name) {
            return Long.parseLong(text(name));
        }
    }

    /** @return rows changed */
    static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }
}
