package vn.dancu.population.imports;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** The places that are configured, beside uploads. */
@Component
class CardSources implements DisposableBean {
    private final List<CardSource> all;

    CardSources(SourceSettings settings) {
        List<CardSource> configured = new ArrayList<>();
        Path folder = settings.mountedFolder();
        if (folder != null) {
            configured.add(new FolderSource(folder, settings.listing()));
        }
        SourceSettings.S3 s3 = settings.s3();
        if (s3 != null) {
            configured.add(new S3Source(s3));
        }
        this.all = List.copyOf(configured);
    }

    List<CardSource> all() {
        return all;
    }

    Optional<CardSource> named(String name) {
        return all.stream().filter(source -> source.name().equals(name)).findFirst();
    }

    @Override
    public void destroy() {
        for (CardSource source : all) {
            if (source instanceof S3Source s3) {
                s3.close();
            }
        }
    }
}
