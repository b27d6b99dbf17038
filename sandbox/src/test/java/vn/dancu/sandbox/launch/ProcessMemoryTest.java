package vn.dancu.sandbox.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMemoryTest {

    @TempDir private Path proc;

    @Test
    void proportionalSizesAreAdded() throws IOException {
        rollup(11, 1000);
        rollup(12, 234);

        assertThat(new ProcessMemory(proc).sum(List.of(11L, 12L))).hasValue(1234L * 1024);
    }

    @Test
    void aProcessThatIsGoneAddsNothing() throws IOException {
        rollup(11, 1000);

        assertThat(new ProcessMemory(proc).sum(List.of(11L, 99L))).hasValue(1000L * 1024);
    }

    @Test
    void nothingIsClaimedWhereNothingCanBeRead() {
        assertThat(new ProcessMemory(proc).sum(List.of(11L))).isEmpty();
    }

    @Test
    void aTreeIsMoreThanItsRoot() throws Exception {
        long self = ProcessHandle.current().pid();
        Assumptions.assumeTrue(
                Files.exists(Path.of("/proc/" + self + "/smaps_rollup")), "Linux only");
        Process child = new ProcessBuilder("sh", "-c", "echo ready; read line").start();
        try {
            child.inputReader().readLine();
            ProcessMemory memory = new ProcessMemory();

            long childAlone = memory.of(child.pid()).orElseThrow();
            long tree = memory.ofTrees(List.of(self)).orElseThrow();

            assertThat(childAlone).isPositive();
            assertThat(tree).isGreaterThan(10 * childAlone);
            // A root that is also a descendant is counted once.
            assertThat(memory.ofTrees(List.of(child.pid(), child.pid())).orElseThrow())
                    .isLessThan(2 * childAlone);
        } finally {
            child.destroyForcibly();
        }
    }

    private void rollup(long pid, long kibibytes) throws IOException {
        Path folder = Files.createDirectories(proc.resolve(Long.toString(pid)));
        Files.writeString(
                folder.resolve("smaps_rollup"),
                """
                00400000-7ffe [rollup]
                Rss:             %8d kB
                Pss:             %8d kB
                Pss_Anon:        %8d kB
                """
                        .formatted(kibibytes * 3, kibibytes, kibibytes / 2));
    }
}
