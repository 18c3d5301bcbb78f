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
 * A Modbus device, or the serial line of several: connected to when it is first asked, and again after it has failed. One
 * request at a time.
 */
public final class ModbusDevice implements AutoCloseable {
    /** The line itself gives up first. */
    private static final Duration AFTER_ANSWER = Duration.ofMillis(50);

    /** A line can be opened once; guarded by itself. */
    private static final Map<ModbusLink.SerialLine, ModbusDevice> LINES = new HashMap<>();

    private final ModbusLink link;
    private final Duration timeout;
    private final ReentrantLock asking = new ReentrantLock();
    private int users = 1;
    /** Of a line that is not there, none can be made. */
    private @Nullable ModbusClient client;

    private long quietUntil = System.nanoTime();

    private ModbusDevice(ModbusLink link, Duration timeout) {
        this.link = link;
        this.timeout = timeout;
    }

    /**
     * Of a serial line the same for all who ask for it; closed when the last of them has closed it.
     *
     * @param timeout to connect, and to answer; a serial line has its own
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

    /** One request, or a few that belong together. */
    public interface Request<T> {
        T ask(ModbusClient client) throws ModbusException;
    }

    /** @throws IOException if the device can't be reached, does not answer in time, or refuses; or the thread is interrupted */
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
            // a unit that is silent, or refuses, is no matter of the others on its line
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

    /** An answer on a line names nothing that was asked, so one that is late must have passed before something else is asked. */
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

    /** Another client comes next: a name of a line may stand for another one then, and what it was asked is forgotten. */
    private void disconnect() {
        ModbusClient known = client;
        client = null;
        try {
            if (known != null) {
                known.disconnect();
            }
        } catch (ModbusException ignored) {
            // it was not connected
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
