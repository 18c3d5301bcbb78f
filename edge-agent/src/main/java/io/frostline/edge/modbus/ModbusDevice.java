package io.frostline.edge.modbus;

import com.digitalpetri.modbus.client.ModbusClient;
import com.digitalpetri.modbus.client.ModbusRtuClient;
import com.digitalpetri.modbus.client.ModbusTcpClient;
import com.digitalpetri.modbus.exceptions.ModbusException;
import com.digitalpetri.modbus.exceptions.ModbusExecutionException;
import com.digitalpetri.modbus.exceptions.ModbusResponseException;
import com.digitalpetri.modbus.tcp.client.NettyTcpClientTransport;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Modbus device, or the serial line of several. It is connected at the first request, and again after a failure. One request at
 * a time.
 */
public final class ModbusDevice implements AutoCloseable {
    /** Margin added to the answer timeout, so that the serial line itself times out first. */
    private static final Duration AFTER_ANSWER = Duration.ofMillis(50);

    /** Shared devices by line, since a line can be opened only once; guarded by itself. */
    private static final Map<ModbusLink.SerialLine, ModbusDevice> LINES = new HashMap<>();

    private final ModbusLink link;
    private final Duration timeout;
    private final ReentrantLock asking = new ReentrantLock();
    private int users = 1;
    /** Client, null while disconnected: none can be made for a line that does not exist. */
    private @Nullable ModbusClient client;

    private long quietUntil = System.nanoTime();

    private ModbusDevice(ModbusLink link, Duration timeout) {
        this.link = link;
        this.timeout = timeout;
    }

    /**
     * Returns the device of a link. A serial line is shared by all callers, and closed when the last of them closes it.
     *
     * @param timeout to connect and to answer; a serial line has its own
     */
    public static ModbusDevice of(ModbusLink link, Duration timeout) {
        if (!(link instanceof ModbusLink.SerialLine line)) {
            return new ModbusDevice(link, timeout);
        }
        synchronized (LINES) {
            ModbusDevice shared = LINES.get(line);
            if (shared == null) {
                shared = new ModbusDevice(line, timeout);
                LINES.put(line, shared);
            } else {
                shared.users++;
            }
            return shared;
        }
    }

    private static ModbusClient client(ModbusLink.Tcp tcp, Duration timeout) {
        NettyTcpClientTransport transport = NettyTcpClientTransport.create(config -> {
            config.setHostname(tcp.host());
            config.setPort(tcp.port());
            config.setConnectTimeout(timeout);
            config.setConnectPersistent(false);
        });
        return ModbusTcpClient.create(transport, config -> config.setRequestTimeout(timeout));
    }

    private static ModbusClient client(ModbusLink.SerialLine line) {
        return ModbusRtuClient.create(
                new SerialTransport(line),
                config -> config.setRequestTimeout(line.answer().plus(AFTER_ANSWER)));
    }

    /** Single request, or a few that belong together. */
    public interface Request<T> {
        T ask(ModbusClient client) throws ModbusException;
    }

    /**
     * Sends a request and returns its answer.
     *
     * @throws IOException if the device is unreachable, times out or refuses, or if the thread is interrupted
     */
    public <T> T ask(Request<T> request) throws IOException {
        try {
            asking.lockInterruptibly();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        boolean open = true; // until it is answered
        try {
            T answer = request.ask(connected());
            open = false;
            return answer;
        } catch (SerialPortInvalidPortException e) {
            throw new IOException("Modbus device " + link + ": there is no such serial line", e);
        } catch (ModbusException e) {
            open = !(e instanceof ModbusResponseException);
            // a unit that is silent or refuses must not affect the others on its line
            if (link instanceof ModbusLink.Tcp || e instanceof ModbusExecutionException) {
                disconnect();
            }
            throw new IOException("Modbus device " + link + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            if (open && link instanceof ModbusLink.SerialLine line) {
                quietUntil = System.nanoTime() + line.answer().toNanos();
            }
            asking.unlock();
        }
    }

    private IOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("Modbus device " + link + ": interrupted");
    }

    /** Connects if needed. An answer on a line names no request, so a late one must have passed before the next request. */
    private ModbusClient connected() throws ModbusException, InterruptedException {
        Thread.sleep(Duration.ofNanos(Math.max(0, quietUntil - System.nanoTime())));
        ModbusClient known = client;
        if (known == null) {
            known = switch (link) {
                case ModbusLink.Tcp tcp -> client(tcp, timeout);
                case ModbusLink.SerialLine line -> client(line);
            };
            client = known;
        }
        if (!known.isConnected()) {
            known.connect();
        }
        return known;
    }

    /** Drops the client. The next one starts without old requests, and a line's name may mean another adapter then. */
    private void disconnect() {
        ModbusClient known = client;
        client = null;
        try {
            if (known != null) {
                known.disconnect();
            }
        } catch (ModbusException ignored) {
            // not connected
        }
    }

    @Override
    public void close() {
        synchronized (LINES) {
            if (--users > 0) {
                return;
            }
            LINES.values().remove(this);
        }
        asking.lock();
        try {
            disconnect();
        } finally {
            asking.unlock();
        }
    }
}
