package io.frostline.launcher;

import io.frostline.contract.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Options for who may connect to the MQTT broker, and over what. Without any of them it trusts every client that reaches its port.
 */
final class BrokerOptions {
    /** User who may publish and read everything; all other users are sites, each with its own topics. */
    static final String SERVICES = "frostline";

    @Option(
            names = "--mqtt-users",
            paramLabel = "DIR",
            description =
                    "a file for each who may connect, with its password: frostline for the services, else the site"
                            + " whose agents and devices have it, and which may use its own topics alone. A file that is added counts at"
                            + " once")
    private @Nullable Path users;

    @Option(
            names = "--mqtts-port",
            description = "where the broker listens with TLS, beside --mqtt-port; needs --certificate")
    private int tlsPort;

    @Option(
            names = "--certificate",
            paramLabel = "DIR",
            description =
                    "has tls.crt, the certificate and those that signed it, and tls.key, both PEM; the MQTT broker takes up newer"
                            + " ones by itself")
    private @Nullable Path certificate;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    /** @throws ParameterException that says which option lacks what */
    void check() throws IOException {
        if ((tlsPort == 0) != (certificate == null)) {
            throw refused("--mqtts-port and --certificate need each other");
        }
        if (users != null && password(SERVICES).isEmpty()) {
            throw refused("--mqtt-users: " + users + " has no file " + SERVICES + " with the password of the services");
        }
    }

    private ParameterException refused(String why) {
        return new ParameterException(command.commandLine(), why);
    }

    /** @throws ParameterException where a site cannot connect */
    void checkSite(String site) throws IOException {
        if (users != null && password(site).isEmpty()) {
            throw refused("--mqtt-users: " + users + " has no file " + site
                    + " with the password of that site; add it, or start with --no-demo");
        }
    }

    Optional<Path> users() {
        return Optional.ofNullable(users);
    }

    Optional<Path> certificate() {
        return Optional.ofNullable(certificate);
    }

    int tlsPort() {
        return tlsPort;
    }

    /** Returns the password of the services or a site; empty where everybody may connect, or this user may not. */
    Optional<String> password(String user) throws IOException {
        return users == null ? Optional.empty() : password(users, user);
    }

    /** Returns the present content of a user's password file; empty where the file is missing or empty. */
    static Optional<String> password(Path users, String user) throws IOException {
        Path file = users.resolve(user);
        return Topics.isName(user) && Files.isRegularFile(file)
                ? Optional.of(Files.readString(file).strip()).filter(password -> !password.isEmpty())
                : Optional.empty();
    }
}
