package io.frostline.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Self-signed certificate.
 *
 * @param folder with {@code tls.crt} and {@code tls.key}, as in a Kubernetes secret, and {@code ca.crt}, the trusted signer
 */
public record Certificate(Path folder) {
    public static final String PASSWORD = "changeit";
    private static final String ALIAS = "tls";

    /** @param names of the server, e.g. {@code dns:localhost} or {@code ip:127.0.0.1} */
    public static Certificate make(Path folder, String... names) throws IOException {
        Certificate made = new Certificate(Files.createDirectories(folder));
        String keytool = System.getProperty("java.home") + "/bin/keytool";
        List<String> command = new ArrayList<>(List.of(keytool, "-genkeypair", "-alias", ALIAS, "-keyalg", "EC"));
        command.addAll(List.of("-dname", "CN=" + folder.getFileName(), "-ext", "san=" + String.join(",", names)));
        command.addAll(List.of("-keystore", made.store().toString(), "-storepass", PASSWORD));
        ServerProcess.of("keytool", folder.resolve("keytool.log"), command, Map.of())
                .awaitSuccess(Duration.ofMinutes(1));
        try (InputStream in = Files.newInputStream(made.store())) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            String certificate = pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
            byte[] key = keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
            Files.writeString(folder.resolve("tls.key"), pem("PRIVATE KEY", key));
            Files.writeString(folder.resolve("ca.crt"), certificate);
            Files.writeString(folder.resolve("tls.crt"), certificate);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        return made;
    }

    private static String pem(String what, byte[] bytes) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, base64);
    }

    public Path authority() {
        return folder.resolve("ca.crt");
    }

    /** Returns the certificate and key as a key store. */
    public Path store() {
        return folder.resolve("tls.p12");
    }
}
