package io.frostline.transactionlog;

import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.Uid;
import com.arjuna.ats.arjuna.exceptions.ObjectStoreException;
import com.arjuna.ats.arjuna.objectstore.StateType;
import com.arjuna.ats.arjuna.state.OutputObjectState;
import com.arjuna.ats.internal.arjuna.objectstore.ShadowNoFileLockStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Narayana's store of a file for each record, that replaces a record by renaming a new file over it. Narayana's own (7.3.3)
 * empties the file of a committed record before it writes it again: killed in between, the record is gone, and recovery passes
 * over an empty file without a word.
 *
 * <p>When a write returns, the record is on disk, and so is its name.
 */
public final class WholeRecordStore extends ShadowNoFileLockStore {
    private static final String FOLDER = "being-written";
    private static final String PROCESS = ProcessHandle.current().pid() + "-" + System.currentTimeMillis() + "-";
    private static final AtomicLong NEXT = new AtomicLong();

    private final Path beingWritten;

    public WholeRecordStore(ObjectStoreEnvironmentBean environment) throws ObjectStoreException {
        super(environment);
        beingWritten = Path.of(environment.getObjectStoreDir(), FOLDER);
    }

    /** Also takes away what an earlier process had begun to write: nobody was told that it is there. */
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
        Path record = Path.of(genPathName(uid, type, stateType));
        try {
            replace(record, ByteBuffer.wrap(state.buffer(), 0, Math.toIntExact(state.length())));
        } catch (IOException e) {
            throw new ObjectStoreException(record + " can't be written: " + e, e);
        }
        addToCache(record.toString());
        return true;
    }

    private void replace(Path record, ByteBuffer content) throws IOException {
        Path next = beingWritten.resolve(PROCESS + NEXT.incrementAndGet());
        try (FileChannel file = FileChannel.open(next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (content.hasRemaining()) {
                file.write(content);
            }
            file.force(true);
        }
        Path folder = record.getParent();
        Files.createDirectories(folder);
        Files.move(next, record, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
