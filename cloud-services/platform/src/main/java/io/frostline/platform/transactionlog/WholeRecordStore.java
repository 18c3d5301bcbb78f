package io.frostline.platform.transactionlog;

import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.Uid;
import com.arjuna.ats.arjuna.exceptions.ObjectStoreException;
import com.arjuna.ats.arjuna.objectstore.StateType;
import com.arjuna.ats.arjuna.state.OutputObjectState;
import com.arjuna.ats.internal.arjuna.objectstore.ShadowNoFileLockStore;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Narayana store with one file per record, which replaces a record by renaming a new file over it. Narayana's own store (7.3.3)
 * truncates the file of a committed record before it rewrites it. A kill in between loses the record, and recovery skips an empty
 * file without a message.
 *
 * <p>When a write returns, the record and its directory entry are on disk.
 */
public final class WholeRecordStore extends ShadowNoFileLockStore {
    private static final String PROCESS = ProcessHandle.current().pid() + "-" + System.currentTimeMillis() + "-";
    private static final AtomicLong NEXT = new AtomicLong();

    private final Path root;
    private final Path beingWritten;

    public WholeRecordStore(ObjectStoreEnvironmentBean environment) throws ObjectStoreException {
        super(environment);
        root = Path.of(environment.getObjectStoreDir());
        beingWritten = root.resolve("being-written");
    }

    /** Also deletes unfinished files of earlier processes: their writes never returned. */
    @Override
    public synchronized void start() {
        super.start();
        try {
            Files.createDirectories(beingWritten);
            try (Stream<Path> files = Files.list(beingWritten)) {
                for (Path file : files.toList()) {
                    if (!file.getFileName().toString().startsWith(PROCESS)) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected boolean write_state(Uid uid, String type, OutputObjectState state, int stateType)
            throws ObjectStoreException {
        if (stateType != StateType.OS_ORIGINAL) {
            return super.write_state(uid, type, state, stateType);
        }
        String name = genPathName(uid, type, stateType);
        Path next = beingWritten.resolve(PROCESS + NEXT.incrementAndGet());
        try {
            write(next, state);
            replace(Path.of(name), next);
        } catch (IOException e) {
            boolean unused = next.toFile().delete(); // if it is left, the next start deletes it
            throw new ObjectStoreException(name + " can't be written: " + e, e);
        }
        addToCache(name);
        return true;
    }

    private static void write(Path file, OutputObjectState state) throws IOException {
        // not a channel: an interrupt would close it
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            out.write(state.buffer(), 0, Math.toIntExact(state.length()));
            out.getFD().sync();
        }
    }

    private void replace(Path record, Path next) throws IOException {
        Path folder = Objects.requireNonNull(record.getParent());
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            for (Path above = folder.getParent(); above != null && above.startsWith(root); above = above.getParent()) {
                sync(above);
            }
        }
        Files.move(next, record, StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
    }

    /**
     * Syncs a directory; ends the process if that fails. It is then unknown whether a record will exist, and a caller that is told
     * it does not exist would decide differently.
     */
    private static void sync(Path folder) {
        boolean interrupted = Thread.interrupted();
        boolean done = false;
        while (!done) {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
                done = true;
            } catch (ClosedByInterruptException e) {
                interrupted = true;
                boolean unused = Thread.interrupted();
            } catch (IOException e) {
                System.err.println(
                        folder + " can't be synchronised: " + e + "; ending, so that a restart finds what is there");
                Runtime.getRuntime().halt(1);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
