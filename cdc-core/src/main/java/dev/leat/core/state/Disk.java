package dev.leat.core.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What makes writes durable, apart so that tests can make it fail. */
interface Disk {
    /** The disk as it is. */
    Disk REAL = new Disk() {
        @Override
        public void force(FileChannel file) throws IOException {
            file.force(true);
        }

        @Override
        public void forceFolder(Path folder) throws IOException {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    };

    /** Makes a file's content durable. */
    void force(FileChannel file) throws IOException;

    /** Makes a folder's entries durable. */
    void forceFolder(Path folder) throws IOException;
}
