package org.example.tsv;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The folder, its lock and its open files. Thread-safe: all lanes share it. */
final class Folder {
    private final Path path;
    private final boolean sync;
    private final Map<TableSchema, TsvFile> bySchema = new IdentityHashMap<>();
    private final Map<Path, TsvFile> byPath = new HashMap<>();
    private @Nullable FileChannel lock;

    Folder(Path path, boolean sync) {
        this.path = path;
        this.sync = sync;
    }

    Path path() {
        return path;
    }

    /** Why nothing can be written here; empty when it can. */
    Optional<Finding> refusal() {
        if (!Files.isDirectory(path)) {
            return Optional.of(refusal("tsv-folder-missing", "is no folder", "mkdir -p '" + path + "'"));
        }
        if (!Files.isWritable(path)) {
            return Optional.of(
                    refusal("tsv-folder-not-writable", "can't be written by this user", "chmod u+w '" + path + "'"));
        }
        return Optional.empty();
    }

    private Finding refusal(String code, String message, String remedy) {
        return new Finding(
                code,
                Finding.Severity.ERROR,
                path.toString(),
                path + " " + message,
                "Nothing could be written, and the pipeline would stop before its first change.",
                remedy);
    }

    /** Keeps every other process and sink out until {@link #close}. */
    synchronized void lock() {
        if (lock != null) {
            return;
        }
        try {
            FileChannel file =
                    FileChannel.open(path.resolve(".leat-lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (file.tryLock() != null) {
                    lock = file;
                    return;
                }
            } catch (OverlappingFileLockException e) {
                // held within this process
            }
            file.close();
        } catch (IOException e) {
            throw new CdcException(
                    ErrorKind.SETUP, "can't lock " + path + "; check permissions and disk: df -h '" + path + "'", e);
        }
        throw new CdcException(
                ErrorKind.SETUP, path + " is written by another sink or process; give each sink a folder of its own");
    }

    boolean hasFileOf(TableId table) {
        return Files.exists(path.resolve(FileNames.of(table, 1)));
    }

    /** The file whose columns are those of the schema: the first one that has them, or that is not there yet. */
    synchronized TsvFile fileOf(TableSchema schema) {
        TsvFile known = bySchema.get(schema);
        if (known != null) {
            return known;
        }
        byte[] header = Lines.header(schema);
        for (int number = 1; ; number++) {
            Path file = path.resolve(FileNames.of(schema.table(), number));
            if (TsvFile.mayTake(file, header)) {
                TsvFile found = byPath.computeIfAbsent(file, there -> new TsvFile(there, header, sync));
                bySchema.put(schema, found);
                return found;
            }
        }
    }

    synchronized void close() {
        byPath.values().forEach(TsvFile::close);
        FileChannel held = lock;
        lock = null;
        TsvFile.drop(held);
    }
}
