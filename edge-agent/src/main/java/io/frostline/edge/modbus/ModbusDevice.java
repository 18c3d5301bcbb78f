package io.frostline.edge.modbus;

import com.digitalpetri.modbus.client.ModbusClient;
import com.digitalpetri.modbus.client.ModbusRtuClient;
import com.digitalpetri.modbus.client.ModbusTcpClient;
import com.digitalpetri.modbus.exceptions.ModbusException;
import com.digitalpetri.modbus.exceptions.ModbusExecutionException;
import com.digitalpetri.modbus.exceptions.ModbusTimeoutException;
import com.digitalpetri.modbus.serial.client.SerialPortClientTransport;
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
    /** On a serial line, whoever is not there keeps the others waiting (Modbus over serial line 1.02, 2.4.1: 1 s at 9600 baud). */
    private static final Duration ANSWER_ON_LINE = Duration.ofSeconds(1);

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
     * @param timeout to connect, and to answer; on a serial line one second at most
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

    private ModbusClient client(ModbusLink.SerialLine line) {
        SerialPortClientTransport transport =
                SerialPortClientTransport.create(config -> config.setSerialPort(line.device())
                        .setBaudRate(line.baud())
                        .setDataBits(8)
                        .setParity(line.parity().ordinal()) // the library numbers them so, too
                        .setStopBits(line.stopBits() == 1 ? 1 : 3)); // its 2 is one and a half
        return ModbusRtuClient.create(transport, config -> config.setRequestTimeout(answerOnLine()));
    }

    private Duration answerOnLine() {
        return timeout.compareTo(ANSWER_ON_LINE) < 0 ? timeout : ANSWER_ON_LINE;
    }

    /** One request, or a few that belong together. */
    public interface Request<T> {
        T ask(ModbusClient client) throws ModbusException;
    }

    /** @throws IOException if the device can't be reached, does not answer in time, or refuses */
    public <T> T ask(Request<T> request) throws IOException {
        asking.lock();
        try {
            return request.ask(connected());
        } catch (SerialPortInvalidPortException e) {
            throw new IOException("Modbus device " + link + ": there is no such serial line", e);
        } catch (ModbusException e) {
            // a unit that is silent, or refuses, is no matter of the others on its line
            if (link instanceof ModbusLink.Tcp || e instanceof ModbusExecutionException) {
                disconnect();
            } else if (e instanceof ModbusTimeoutException) {
                quietUntil = System.nanoTime() + answerOnLine().toNanos();
            }
            throw new IOException("Modbus device " + link + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Modbus device " + link + ": interrupted");
        } finally {
            asking.unlock();
        }
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

    private void disconnect() {
        try {
            if (client != null) {
                client.disconnect();
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
