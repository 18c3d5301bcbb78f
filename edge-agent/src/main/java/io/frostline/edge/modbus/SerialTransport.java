package io.frostline.edge.modbus;

import com.digitalpetri.modbus.ModbusRtuFrame;
import com.digitalpetri.modbus.ModbusRtuResponseFrameParser;
import com.digitalpetri.modbus.ModbusRtuResponseFrameParser.Accumulated;
import com.digitalpetri.modbus.ModbusRtuResponseFrameParser.ParseError;
import com.digitalpetri.modbus.ModbusRtuResponseFrameParser.ParserState;
import com.digitalpetri.modbus.client.ModbusRtuClientTransport;
import com.fazecast.jSerialComm.SerialPort;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Transport over a serial line. A call to send returns after the answer or its timeout. No thread listens, so a line whose
 * adapter was pulled costs nothing, and is reopened by its name. Used by one caller at a time.
 */
final class SerialTransport implements ModbusRtuClientTransport {
    private static final int MAX_FRAME = 256;
    private static final int POLL_INTERVAL_MILLIS = 20;
    /** Silence of 3.5 characters of eleven bits; 1.75 ms on a fast line (Modbus over serial line 1.02, 2.5.1.1). */
    private static final double SILENT_BITS = 38.5;

    private static final int FAST_BAUD = 19_200;
    private static final long FAST_SILENCE_NANOS = 1_750_000;

    private final ModbusLink.SerialLine line;
    private final ModbusRtuResponseFrameParser parser = new ModbusRtuResponseFrameParser();
    private final byte[] read = new byte[MAX_FRAME];
    private Consumer<ModbusRtuFrame> receiver = frame -> {};
    private @Nullable SerialPort port;

    SerialTransport(ModbusLink.SerialLine line) {
        this.line = line;
    }

    /** @throws com.fazecast.jSerialComm.SerialPortInvalidPortException if the line does not exist */
    @Override
    public CompletionStage<Void> connect() {
        SerialPort named = SerialPort.getCommPort(line.device());
        named.setComPortParameters(
                line.baud(),
                8,
                line.stopBits() == 1 ? SerialPort.ONE_STOP_BIT : SerialPort.TWO_STOP_BITS,
                switch (line.parity()) {
                    case NONE -> SerialPort.NO_PARITY;
                    case ODD -> SerialPort.ODD_PARITY;
                    case EVEN -> SerialPort.EVEN_PARITY;
                });
        named.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, POLL_INTERVAL_MILLIS, 0);
        if (!named.openPort()) {
            return CompletableFuture.failedFuture(new IOException("can't be opened (error " + named.getLastErrorCode()
                    + "): another may have it open, or the agent's user may not open it"));
        }
        port = named;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> disconnect() {
        SerialPort open = port;
        port = null;
        if (open != null) {
            open.closePort();
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean isConnected() {
        return port != null;
    }

    @Override
    public CompletionStage<Void> send(ModbusRtuFrame frame) {
        try {
            SerialPort open = port;
            if (open == null) {
                throw new IOException("is not open");
            }
            TimeUnit.NANOSECONDS.sleep(silenceNanos());
            open.flushIOBuffers();
            byte[] request = bytes(frame);
            if (open.writeBytes(request, request.length) != request.length) {
                throw new IOException("can't be written to; was its adapter pulled?");
            }
            receive(open);
            return CompletableFuture.completedFuture(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(new InterruptedIOException("interrupted"));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private long silenceNanos() {
        return line.baud() > FAST_BAUD ? FAST_SILENCE_NANOS : (long) (SILENT_BITS / line.baud() * 1e9);
    }

    private static byte[] bytes(ModbusRtuFrame frame) {
        ByteBuffer pdu = frame.pdu().duplicate();
        ByteBuffer crc = frame.crc().duplicate();
        ByteBuffer bytes = ByteBuffer.allocate(1 + pdu.remaining() + crc.remaining());
        return bytes.put((byte) frame.unitId()).put(pdu).put(crc).array();
    }

    /** Receives until there is a whole frame or the answer timeout has passed. */
    private void receive(SerialPort open) throws IOException, InterruptedException {
        parser.reset();
        long deadline = System.nanoTime() + line.answer().toNanos();
        while (System.nanoTime() < deadline) {
            int length = open.readBytes(read, read.length);
            if (length < 0) {
                throw new IOException("can't be read; was its adapter pulled?");
            }
            if (length == 0) {
                Thread.sleep(1); // also for a line that has hung up, whose reads return at once
                continue;
            }
            ParserState state = parser.parse(Arrays.copyOf(read, length));
            if (state instanceof Accumulated whole) {
                receiver.accept(whole.frame());
                return;
            }
            if (state instanceof ParseError wrong) {
                throw new IOException("what is answered is no frame: " + wrong.error());
            }
        }
    }

    @Override
    public void receive(Consumer<ModbusRtuFrame> frameReceiver) {
        receiver = frameReceiver;
    }

    @Override
    public void resetFrameParser() {
        parser.reset();
    }
}
