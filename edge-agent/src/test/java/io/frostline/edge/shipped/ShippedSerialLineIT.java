package io.frostline.edge.shipped;

import static org.awaitility.Awaitility.await;

import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Decoded;
import io.frostline.edge.modbus.ModbusUnits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test that the library of serial lines, which a device's jar lacks, is found beside it. */
class ShippedSerialLineIT {
    @Test
    void aSensorOnASerialLineIsRecorded(@TempDir Path folder) throws Exception {
        try (ModbusUnits units = new ModbusUnits(Map.of(1, -197));
                ShippedAgent agent = ShippedAgent.start(folder, """
                        site: shipped
                        uplink: {broker: "tcp://127.0.0.1:9"}
                        health: {port: 0}
                        buffer: {file: buffer.db}
                        sensors:
                          - {name: freezer, source: modbus-rtu, line: %s, baud: %d, parity: none, stop-bits: 1,
                             unit: 1, register: 1, interval: 200ms}
                        """.formatted(units.line(), ModbusUnits.BAUD))) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> agent.batches().stream()
                            .map(batch -> new BatchCodec().decode(batch))
                            .anyMatch(ShippedSerialLineIT::isCold));
        }
    }

    private static boolean isCold(Decoded decoded) {
        return decoded instanceof Decoded.Accepted(var batch)
                && batch.columns().stream()
                        .anyMatch(column ->
                                column.readings().isGood(0) && column.readings().micro(0) == -19_700_000);
    }
}
