package io.frostline.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Mail provider that speaks SMTP on a port of its own. It honours idempotency keys as providers with such a header do: a duplicate
 * under one key is acknowledged again and delivered once. It can be down, silent, or refuse addresses. A fault can happen between
 * its accepting a mail and saying so.
 */
public final class MailProvider implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("(?im)^X-Idempotency-Key: (\\S+)\\s*$");
    private static final Pattern ADDRESS = Pattern.compile("<([^>]*)>");

    /** @param text headers and body, as they came */
    public record Delivered(String to, String key, String text) {}

    private final int port = Deployment.freePort();
    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private final List<Delivered> mailbox = new CopyOnWriteArrayList<>();
    private final List<Delivered> submitted = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, String> replies = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Runnable> beforeAcknowledging = new AtomicReference<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean silent;
    private volatile @Nullable ServerSocket listening;

    public MailProvider() {
        start();
    }

    public int port() {
        return port;
    }

    public synchronized void start() {
        try {
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            listening = server;
            Thread.ofVirtual().start(() -> accept(server));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the provider: connections are cut, and new ones refused. */
    public synchronized void stop() {
        ServerSocket server = listening;
        if (server != null) {
            TcpProxy.closeQuietly(server);
        }
        connections.forEach(TcpProxy::closeQuietly);
        connections.clear();
    }

    /** Accepts connections but sends nothing more: waiting clients wait until they hang up. */
    public void fallSilent() {
        silent = true;
    }

    /** Answers again on new connections; those that met with silence stay silent. */
    public void speak() {
        silent = false;
    }

    /** @param reply to {@code RCPT TO} this address, e.g. {@code 550 no such user} */
    public void answer(String address, String reply) {
        replies.put(address, reply);
    }

    public void acceptAgain(String address) {
        replies.remove(address);
    }

    /** Sets a fault that happens once: after the next mail is accepted for good, and before its sender is told. */
    public void beforeAcknowledging(Runnable fault) {
        beforeAcknowledging.set(fault);
    }

    /** Returns the mails delivered to an address. */
    public List<Delivered> mailbox(String address) {
        return mailbox.stream().filter(mail -> mail.to.equals(address)).toList();
    }

    /** Returns every mail that was accepted for an address, duplicates included. */
    public List<Delivered> submitted(String address) {
        return submitted.stream().filter(mail -> mail.to.equals(address)).toList();
    }

    /** Returns how often a client wanted to send to an address, whatever was replied. */
    public long asked(String address) {
        return asked.stream().filter(address::equals).count();
    }

    public int openConnections() {
        return connections.size();
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                // closed: the loop ends
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            String to = "";
            say(socket, in, "220 provider ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String command = line.toUpperCase(Locale.ROOT);
                if (command.startsWith("RCPT TO:")) {
                    to = group(ADDRESS, line).orElse("");
                    asked.add(to);
                    say(socket, in, replies.getOrDefault(to, "250 ok"));
                } else if (command.equals("DATA")) {
                    say(socket, in, "354 go ahead");
                    deliver(to, content(in));
                    say(socket, in, "250 accepted");
                } else if (command.equals("QUIT")) {
                    say(socket, in, "221 bye");
                    return;
                } else {
                    say(socket, in, "250 ok");
                }
            }
        } catch (IOException e) {
            // the sender, or the test, cut it
        } finally {
            connections.remove(socket);
        }
    }

    private static String content(BufferedReader in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
            if (line == null) {
                throw new IOException("cut within a mail");
            }
            text.append(line.startsWith(".") ? line.substring(1) : line).append('\n');
        }
        return text.toString();
    }

    private void deliver(String to, String text) {
        Delivered mail = new Delivered(to, group(KEY, text).orElse(""), text);
        submitted.add(mail);
        if (keys.add(mail.key)) {
            mailbox.add(mail);
        }
        Runnable fault = beforeAcknowledging.getAndSet(null);
        if (fault != null) {
            fault.run();
        }
    }

    private void say(Socket socket, BufferedReader in, String line) throws IOException {
        if (silent) {
            while (in.readLine() != null) {
                // nothing is answered until the sender hangs up
            }
            throw new IOException("hung up: " + socket);
        }
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static Optional<String> group(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).findFirst();
    }

    @Override
    public void close() {
        speak();
        stop();
    }
}
