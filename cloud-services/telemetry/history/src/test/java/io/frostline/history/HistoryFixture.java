package io.frostline.history;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.frostline.history.continuity.ChainCheck;
import io.frostline.history.continuity.Verification;
import io.frostline.history.evidence.EvidenceRetention;
import io.frostline.history.evidence.OwnEpoch;
import io.frostline.history.query.HistoryQuery;
import io.frostline.history.segment.Partitions;
import io.frostline.history.segment.SegmentMerger;
import io.frostline.history.segment.Segmenter;
import io.frostline.history.store.Database;
import io.frostline.history.store.Registry;
import io.frostline.testing.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/** Fixture of history's parts on a real PostgreSQL, without the application around them. */
public final class HistoryFixture {
    private static @Nullable HistoryFixture shared;

    public final Database database;
    public final Registry registry;
    public final OwnEpoch ownEpoch;
    public final Partitions partitions;
    public final Segmenter segmenter;
    public final SegmentMerger merger;
    public final HistoryQuery query;
    public final Verification verification;
    public final EvidenceRetention retention;

    private HistoryFixture(AgroalDataSource pool) {
        database = new Database(pool);
        registry = new Registry(database);
        ownEpoch = new OwnEpoch(registry);
        partitions = new Partitions(database);
        segmenter = new Segmenter(database, registry, partitions, CONFIG);
        merger = new SegmentMerger(database, CONFIG);
        query = new HistoryQuery(database, registry, Clock.systemUTC());
        verification = new Verification(database, registry, new ChainCheck());
        retention = new EvidenceRetention(database, CONFIG);
    }

    public static synchronized HistoryFixture shared() throws SQLException, IOException {
        if (shared == null) {
            Deployment deployment = new Deployment(Files.createTempDirectory("frostline-history"));
            Runtime.getRuntime().addShutdownHook(new Thread(deployment::close));
            deployment.start(Deployment.Part.POSTGRES);
            AgroalDataSource pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(p -> p.maxSize(8)
                            .connectionFactoryConfiguration(f -> f.jdbcUrl(deployment.jdbcUrl())
                                    .principal(new NamePrincipal("postgres"))
                                    .credential(new SimplePassword("postgres")))));
            Flyway.configure()
                    .dataSource(pool)
                    .schemas("history")
                    .locations("db/history")
                    .load()
                    .migrate();
            shared = new HistoryFixture(pool);
        }
        return shared;
    }

    private static final HistoryConfig CONFIG = new HistoryConfig() {
        @Override
        public boolean consume() {
            return false;
        }

        @Override
        public Optional<Duration> evidenceRetention() {
            return Optional.empty();
        }

        @Override
        public Topic topic() {
            throw new IllegalStateException("nothing of Kafka here");
        }

        @Override
        public Imports imports() {
            return Optional::empty;
        }

        @Override
        public Segments segments() {
            return new Segments() {
                @Override
                public int readings() {
                    return 1;
                }

                @Override
                public Duration age() {
                    return Duration.ZERO;
                }

                @Override
                public Duration mergeAfter() {
                    return Duration.ZERO;
                }

                @Override
                public Duration pause() {
                    return Duration.ZERO;
                }
            };
        }
    };
}
