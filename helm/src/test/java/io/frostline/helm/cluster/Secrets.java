package io.frostline.helm.cluster;

import io.frostline.testing.Certificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Content of a cluster's secrets.
 *
 * @param folder mounted form: a folder per secret, with a file per key, readable by any user of a container
 * @param all keys and values of each secret, by the secret's name
 */
record Secrets(Path folder, Map<String, Map<String, String>> all) {
    /** Name of the broker's secret with users. */
    static final String USERS = "users";
    /** Name of the certificate secret of Kafka and the broker. */
    static final String CERTIFICATE = "certificate";

    static Secrets write(Path folder, String site, String password, String brokerAddress) throws IOException {
        Certificate certificate =
                Certificate.make(folder.resolve("certificate"), "dns:kafka", "dns:mqtt", "ip:" + brokerAddress);
        Map<String, String> authority = Map.of("ca.crt", Files.readString(certificate.authority()));
        Map<String, String> frostline = Map.of("username", "frostline", "password", password);
        Secrets secrets = new Secrets(
                folder.resolve("secrets"),
                Map.of(
                        "postgres",
                        Map.of("username", "postgres", "password", password),
                        "kafka",
                        frostline,
                        "kafka-ca",
                        authority,
                        "mqtt",
                        frostline,
                        "mqtt-ca",
                        authority,
                        USERS,
                        Map.of("frostline", password, site, password),
                        CERTIFICATE,
                        Map.of(
                                "tls.crt",
                                Files.readString(certificate.folder().resolve("tls.crt")),
                                "tls.key",
                                Files.readString(certificate.folder().resolve("tls.key")))));
        secrets.write();
        return secrets;
    }

    private void write() throws IOException {
        for (Map.Entry<String, Map<String, String>> secret : all.entrySet()) {
            Path of = Files.createDirectories(folder.resolve(secret.getKey()));
            for (Map.Entry<String, String> key : secret.getValue().entrySet()) {
                Path file = Files.writeString(of.resolve(key.getKey()), key.getValue());
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
            }
            Files.setPosixFilePermissions(of, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
