package vn.dancu.population.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A folder that the operator mounts. Only its plain files are seen: no folder below it, no link out
 * of it.
 */
final class FolderSource implements CardSource {
    static final String NAME_OF_SOURCE = "folder";

    private final Path folder;
    private final int listing;

    FolderSource(Path folder, int listing) {
        this.folder = folder;
        this.listing = listing;
    }

    @Override
    public String name() {
        return NAME_OF_SOURCE;
    }

    @Override
    public List<SourceFile> list(@Nullable String after, int limit) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (NAME.matcher(name).matches()
                        && (after == null || name.compareTo(after) > 0)
                        && isPlain(file)) {
                    names.add(name);
                    if (names.size() > listing) {
                        names.pollLast();
                    }
                }
            }
        }
        List<SourceFile> page = new ArrayList<>();
        for (String name : names) {
            if (page.size() == limit) {
                break;
            }
            find(name).ifPresent(page::add);
        }
        return page;
    }

    private static boolean isPlain(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Optional<SourceFile> find(String name) throws IOException {
        Path file = at(name);
        if (!isPlain(file)) {
            return Optional.empty();
        }
        try {
            BasicFileAttributes about =
                    Files.readAttributes(
                            file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(
                    SourceFile.of(name, about.size(), about.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private Path at(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a file");
        }
        return folder.resolve(name);
    }

    @Override
    public InputStream open(String name) throws IOException {
        return Files.newInputStream(at(name), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }
}
