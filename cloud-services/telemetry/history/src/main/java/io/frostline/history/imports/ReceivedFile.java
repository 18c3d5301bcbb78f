package io.frostline.history.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * File of a request, kept as a temporary file until it is closed.
 *
 * @param name file name from the client
 * @param digest SHA-256, hexadecimal
 */
record ReceivedFile(Path path, @Nullable String name, String digest, long bytes) implements AutoCloseable {
    static ReceivedFile of(InputStream body, @Nullable String name) throws IOException {
        Path path = Files.createTempFile("frostline-import", ".csv");
        try (DigestInputStream in = new DigestInputStream(body, MessageDigest.getInstance("SHA-256"));
                OutputStream out = Files.newOutputStream(path)) {
            long bytes = in.transferTo(out);
            return new ReceivedFile(
                    path, name, HexFormat.of().formatHex(in.getMessageDigest().digest()), bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }
}
