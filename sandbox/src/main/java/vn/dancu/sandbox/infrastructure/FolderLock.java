package vn.dancu.sandbox.infrastructure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The right to run a server on a folder: two on one would destroy it. The operating system takes
 * the lock back when the process that holds it dies, however it dies.
 */
final class FolderLock implements AutoCloseable {

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @throws InfrastructureException if a living process holds the lock, this one included
     */
    static FolderLock of(Path folder) {
        @Nullable FileChannel channel = null;
        try {
            channel =
                    FileChannel.open(
                            folder.resolve("owner.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return new FolderLock(channel);
            }
            channel.close();
        } catch (OverlappingFileLockException e) {
            close(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new InfrastructureException("another process runs a server on " + folder);
    }

    boolean isHeld() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        close(channel);
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
