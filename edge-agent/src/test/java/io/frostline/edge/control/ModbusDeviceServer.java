package io.frostline.edge.control;

import com.digitalpetri.modbus.server.ModbusTcpServer;
import com.digitalpetri.modbus.server.ProcessImage;
import com.digitalpetri.modbus.server.ReadWriteModbusServices;
import com.digitalpetri.modbus.tcp.server.NettyTcpServerTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Modbus TCP device on loopback that keeps its coils while unreachable. */
final class ModbusDeviceServer implements AutoCloseable {
    private static final int ADDRESS = 5;
    private final ProcessImage image = new ProcessImage();
    private final int port = freePort();
    private @Nullable ModbusTcpServer server;

    ModbusPoint point() {
        return new ModbusPoint("127.0.0.1", port, 1, ADDRESS);
    }

    void setCoil(boolean on) {
        image.with(tx -> tx.writeCoils(coils -> coils.put(ADDRESS, on)));
    }

    boolean coil() {
        return image.get(tx -> tx.readCoils(coils -> coils.getOrDefault(ADDRESS, false)));
    }

    void setInput(boolean on) {
        image.with(tx -> tx.writeDiscreteInputs(inputs -> inputs.put(ADDRESS, on)));
    }

    void start() throws Exception {
        NettyTcpServerTransport transport = NettyTcpServerTransport.create(config -> {
            config.setBindAddress("127.0.0.1");
            config.setPort(port);
        });
        ModbusTcpServer started = ModbusTcpServer.create(transport, new ReadWriteModbusServices() {
            @Override
            protected Optional<ProcessImage> getProcessImage(int unitId) {
                return Optional.of(image);
            }
        });
        started.start();
        server = started;
    }

    void stop() throws Exception {
        ModbusTcpServer running = server;
        if (running != null) {
            running.stop();
            server = null;
        }
    }

    @Override
    public void close() throws Exception {
        stop();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
