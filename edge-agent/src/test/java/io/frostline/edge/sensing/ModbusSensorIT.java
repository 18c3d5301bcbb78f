package io.frostline.edge.sensing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.digitalpetri.modbus.server.ModbusTcpServer;
import com.digitalpetri.modbus.server.ProcessImage;
import com.digitalpetri.modbus.server.ReadWriteModbusServices;
import com.digitalpetri.modbus.tcp.server.NettyTcpServerTransport;
import io.frostline.edge.modbus.ModbusLink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Test with a Modbus TCP device, as a server on loopback. */
class ModbusSensorIT {
    private final ProcessImage image = new ProcessImage();
    private final int port = freePort();

    @Test
    void readsHoldingAndInputRegistersAndComesBackAfterTheDeviceWasAway() throws Exception {
        image.with(tx -> {
            tx.writeHoldingRegisters(
                    registers -> registers.put(100, HexFormat.of().parseHex("ff3b")));
            tx.writeInputRegisters(registers -> {
                registers.put(7, HexFormat.of().parseHex("c19c"));
                registers.put(8, HexFormat.of().parseHex("0000"));
            });
        });
        try (ModbusSensor holding = new ModbusSensor(kind(100, false, SensorKind.Format.INT16, 0.1));
                ModbusSensor input = new ModbusSensor(kind(7, true, SensorKind.Format.FLOAT32, 1))) {
            assertThatThrownBy(holding::read).isInstanceOf(IOException.class);
            ModbusTcpServer device = start();
            assertThat(holding.read()).isEqualTo(new Measurement.Value(-19_700_000));
            assertThat(input.read()).isEqualTo(new Measurement.Value(-19_500_000));
            device.stop();
            assertThatThrownBy(holding::read).isInstanceOf(IOException.class).hasMessageContaining("127.0.0.1");
            device = start();
            try {
                assertThat(holding.read()).isEqualTo(new Measurement.Value(-19_700_000));
            } finally {
                device.stop();
            }
        }
    }

    @Test
    void aDeviceThatNeverAnswersIsGivenUpAfterTheTimeOut() throws Exception {
        try (ServerSocket silent = new ServerSocket(port, 5, InetAddress.getLoopbackAddress());
                ModbusSensor sensor = new ModbusSensor(kind(0, false, SensorKind.Format.INT16, 1))) {
            assertThat(silent.isBound()).isTrue();
            assertThatThrownBy(sensor::read).isInstanceOf(IOException.class);
        }
    }

    private SensorKind.Modbus kind(int register, boolean input, SensorKind.Format format, double scale) {
        return new SensorKind.Modbus(
                new ModbusLink.Tcp("127.0.0.1", port),
                1,
                register,
                input,
                format,
                false,
                false,
                scale,
                Set.of(),
                Duration.ofMillis(500));
    }

    private ModbusTcpServer start() throws Exception {
        NettyTcpServerTransport transport = NettyTcpServerTransport.create(config -> {
            config.setBindAddress("127.0.0.1");
            config.setPort(port);
        });
        ModbusTcpServer server = ModbusTcpServer.create(transport, new ReadWriteModbusServices() {
            @Override
            protected Optional<ProcessImage> getProcessImage(int unitId) {
                return Optional.of(image);
            }
        });
        server.start();
        return server;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
