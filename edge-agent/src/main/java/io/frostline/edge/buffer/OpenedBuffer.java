package io.frostline.edge.buffer;

import io.frostline.contract.batch.SensorCatalog;
import io.frostline.edge.clock.AgentClock;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buffer file that is ready for writing, and the state read from it.
 *
 * @param setAside damaged file that this epoch replaces; present while the epoch has no batch yet
 */
record OpenedBuffer(
        ChainWriter writer,
        Backlog backlog,
        boolean catalogKnown,
        Map<String, SetPoint> setPoints,
        Optional<Path> setAside) {
    private static final Logger LOG = LoggerFactory.getLogger(OpenedBuffer.class);

    /** Opens or creates the file; sets a damaged one aside first. */
    static OpenedBuffer open(BufferConfig config, String site, SensorCatalog catalog, AgentClock clock)
            throws SQLException, IOException, BufferFile.Damaged {
        SetAside.finish(config.file());
        BufferFile file;
        try {
            file = BufferFile.open(config.file());
        } catch (BufferFile.Damaged e) {
            LOG.error("{} is damaged ({}); setting it aside", config.file(), e.getMessage());
            SetAside.move(config.file());
            file = BufferFile.open(config.file());
        }
        try {
            return read(file, config, site, catalog, clock);
        } catch (SQLException | IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static OpenedBuffer read(
            BufferFile file, BufferConfig config, String site, SensorCatalog catalog, AgentClock clock)
            throws SQLException, IOException {
        int[] catalogId = new int[1];
        file.transaction(() -> catalogId[0] = file.catalogs().put(catalog));
        Optional<StoredBatch> last = file.batches().newest();
        BatchAssembler assembler = new BatchAssembler(site, file.epoch(), catalog, catalogId[0], clock.boot(), last);
        ChainWriter writer = new ChainWriter(config, catalog, file, assembler);
        Backlog backlog = Backlog.of(file, writer.newest());
        boolean known = file.catalogs().isKnown(catalogId[0]);
        Map<String, SetPoint> setPoints = file.setPoints().all();
        file.endRead();
        Optional<Path> setAside = last.isPresent() ? Optional.empty() : SetAside.newest(config.file());
        return new OpenedBuffer(writer, backlog, known, setPoints, setAside);
    }
}
