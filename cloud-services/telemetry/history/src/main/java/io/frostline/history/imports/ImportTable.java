package io.frostline.history.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.history.loggerfile.Understanding;
import io.frostline.platform.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class ImportTable {
    private static final String SELECT = """
            select i.*, site.name as site from import i join site on site.id = i.site_id where site.name = ?""";

    private final ObjectMapper json;

    ImportTable(ObjectMapper json) {
        this.json = json;
    }

    /** @param epochId null if nothing of the import was new */
    void insert(Connection connection, int siteId, @Nullable Integer epochId, ImportRecord record) throws SQLException {
        int unused = Sql.update(
                connection,
                """
                insert into import (id, site_id, epoch_id, imported_at, imported_by, file_name, digest, bytes, profile, accepted,
                       duplicates, conflicts, faults, out_of_range, future, rejected, rejections, understood)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb)""",
                record.id(),
                siteId,
                epochId,
                record.at(),
                record.by(),
                record.fileName(),
                HexFormat.of().parseHex(record.digest()),
                record.bytes(),
                record.profile(),
                record.accepted(),
                record.duplicates(),
                record.conflicts(),
                record.faults(),
                record.outOfRange(),
                record.future(),
                record.rejected(),
                json.valueToTree(record.rejections()).toString(),
                record.understood() == null
                        ? null
                        : json.valueToTree(record.understood()).toString());
    }

    /** Deletes the progress row. Returns true if no client can have been told that the import was interrupted. */
    boolean progressed(Connection connection, UUID id) throws SQLException {
        return Sql.update(
                        connection,
                        "delete from import_progress where id = ? and seen_at > clock_timestamp() - ? * interval '1 second'",
                        id,
                        ImportJobs.INTERRUPTED_AFTER.toSeconds())
                == 1;
    }

    Optional<ImportRecord> find(Connection connection, String site, UUID id) throws SQLException {
        return Sql.first(connection, SELECT + " and i.id = ?", this::record, site, id);
    }

    /** Returns a site's imports, newest first. */
    List<ImportRecord> list(Connection connection, String site, int limit) throws SQLException {
        return Sql.list(connection, SELECT + " order by i.imported_at desc, i.id limit ?", this::record, site, limit);
    }

    /** Locks an import's row. Returns its epoch, 0 if it has none; empty if the import was withdrawn before. */
    Optional<Integer> lockOpen(Connection connection, UUID id) throws SQLException {
        return Sql.first(
                connection,
                "select coalesce(epoch_id, 0) from import where id = ? and withdrawn_at is null for update",
                row -> row.getInt(1),
                id);
    }

    void withdrawn(Connection connection, UUID id, String by) throws SQLException {
        int unused =
                Sql.update(connection, "update import set withdrawn_at = now(), withdrawn_by = ? where id = ?", by, id);
    }

    private ImportRecord record(ResultSet row) throws SQLException {
        String understood = row.getString("understood");
        return new ImportRecord(
                row.getObject("id", UUID.class),
                row.getString("site"),
                Sql.instant(row, "imported_at"),
                row.getString("imported_by"),
                row.getString("file_name"),
                HexFormat.of().formatHex(row.getBytes("digest")),
                row.getLong("bytes"),
                row.getString("profile"),
                row.getLong("accepted"),
                row.getLong("duplicates"),
                row.getLong("conflicts"),
                row.getLong("faults"),
                row.getLong("out_of_range"),
                row.getLong("future"),
                row.getLong("rejected"),
                read(json, row.getString("rejections"), new TypeReference<>() {}),
                understood == null ? null : read(json, understood, new TypeReference<Understanding>() {}),
                Sql.nullableInstant(row, "withdrawn_at"),
                row.getString("withdrawn_by"));
    }

    static <T> T read(ObjectMapper json, String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
