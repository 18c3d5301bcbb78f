import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Acknowledges what the agent of a trial run sends by MQTT, so that the classes of a connected agent are known. Prints its port. */
final class TrialBroker {
    private static final byte[] CONNECTED = {0x20, 3, 0, 0, 0};

    private static final int TIMEOUT_MILLIS = 60_000;

    private TrialBroker() {}

    public static void main(String[] args) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(TIMEOUT_MILLIS); // whoever made it may have been killed
            System.out.println(server.getLocalPort());
            try (Socket agent = server.accept()) {
                serve(new DataInputStream(agent.getInputStream()), agent.getOutputStream());
            }
        }
    }

    private static void serve(DataInputStream in, OutputStream out) throws IOException {
        for (int head = in.read(); head >= 0; head = in.read()) {
            byte[] packet = in.readNBytes(length(in));
            switch (head >> 4) {
                case 1 -> out.write(CONNECTED);
                case 3 -> {
                    int topic = (packet[0] & 0xff) << 8 | packet[1] & 0xff;
                    out.write(new byte[] {0x40, 2, packet[2 + topic], packet[3 + topic]});
                }
                case 8 -> out.write(new byte[] {(byte) 0x90, 5, packet[0], packet[1], 0, 1, 1}); // of two topics
                case 12 -> out.write(new byte[] {(byte) 0xd0, 0});
                default -> {} // it says good-bye
            }
        }
    }

    /** Seven bits a byte, the lowest first. */
    private static int length(DataInputStream in) throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int part = in.readUnsignedByte();
            length |= (part & 0x7f) << shift;
            if (part < 0x80) {
                return length;
            }
        }
    }
}
