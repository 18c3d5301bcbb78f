package io.frostline.edge.modbus;

import com.digitalpetri.modbus.client.ModbusTcpClient;
import com.digitalpetri.modbus.exceptions.ModbusException;
import com.digitalpetri.modbus.tcp.client.NettyTcpClientTransport;
import java.io.IOException;
import java.time.Duration;

/** A Modbus TCP device: connected to when it is first asked, and again after it has failed to answer. */
public final class ModbusDevice implements AutoCloseable {
    private final String host;
    private final ModbusTcpClient client;

    /** @param timeout to connect, and to answer */
    public ModbusDevice(String host, int port, Duration timeout) {
        this.host = host;
        NettyTcpClientTransport transport = NettyTcpClientTransport.create(config -> {
            config.setHostname(host);
            config.setPort(port);
            config.setConnectTimeout(timeout);
            config.setConnectPersistent(false);
        });
        this.client = ModbusTcpClient.create(transport, config -> config.setRequestTimeout(timeout));
    }

    /** One request, or a few that belong together. */
    public interface Request<T> {
        T ask(ModbusTcpClient client) throws ModbusException;
    }

    /** @throws IOException if the device can't be reached, does not answer in time, or refuses */
    public <T> T ask(Request<T> request) throws IOException {
        try {
            if (!client.isConnected()) {
                client.connect();
            }
            return request.ask(client);
        } catch (ModbusException e) {
            close();
            throw new IOException("Modbus device " + host + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            client.disconnect();
        } catch (ModbusException ignored) {
            // it was not connected
        }
    }
}
