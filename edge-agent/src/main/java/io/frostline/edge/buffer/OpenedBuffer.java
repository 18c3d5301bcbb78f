package io.frostline.edge.buffer;

import io.frostline.contract.batch.SensorCatalog;
import io.frostline.edge.clock.AgentClock;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buffer file that is ready for writing, and the state read from it.
 *
 * @param setAside damaged file that this epoch replaces; null if there is none, or the epoch has a batch already
 */
record OpenedBuffer(
        ChainWriter writer,
        Backlog backlog,
        boolean catalogKnown,
        Map<String, SetPoint> setPoints,
        @Nullable Path setAside) {
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
        StoredBatch last = file.batches().newest().orElse(null);
        BatchAssembler assembler = new BatchAssembler(site, file.epoch(), catalog, catalogId[0], clock.boot(), last);
        ChainWriter writer = new ChainWriter(config, catalog, file, assembler);
        Backlog backlog = Backlog.of(file, writer.newest());
        boolean known = file.catalogs().isKnown(catalogId[0]);
        Map<String, SetPoint> setPoints = file.setPoints().all();
        file.endRead();
        Path setAside = last == null ? SetAside.newest(config.file()).orElse(null) : null;
        return new OpenedBuffer(writer, backlog, known, setPoints, setAside);
    }
}
