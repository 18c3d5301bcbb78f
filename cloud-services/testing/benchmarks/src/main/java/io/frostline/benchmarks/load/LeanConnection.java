package io.frostline.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One connection of an HTTP/1.1 client that costs a fraction of a real one: it knows what a coordinator of actions answers, and no
 * more. For load generators that share the machine with what they measure.
 */
public final class LeanConnection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final int port;

    /** @param location value of that header; null without one */
    public record Answer(int status, @Nullable String location, String body) {}

    public LeanConnection(int port) throws IOException {
        this.port = port;
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 4_096);
    }

    /** @param link value of that header; empty for none */
    public Answer send(String method, String path, String link) throws IOException {
        String request = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nAccept: text/plain\r\nContent-Length: 0\r\n"
                + (link.isEmpty() ? "" : "Link: " + link + "\r\n") + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        int status = Integer.parseInt(line(in).substring(9, 12));
        int length = 0;
        String location = null;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lowerCase = header.toLowerCase(Locale.ROOT);
            if (lowerCase.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            } else if (lowerCase.startsWith("location:")) {
                location = header.substring(9).strip();
            }
        }
        return new Answer(status, location, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection has ended");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
