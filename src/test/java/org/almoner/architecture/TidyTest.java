package org.almoner.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What no compiler looks at: how the sources themselves are kept. */
class TidyTest {

    private static final Path MAIN = Path.of("src/main/java");
    private static final Path TEST = Path.of("src/test/java");
    private static final int LONGEST_FILE = 400;
    private static final int LONGEST_STORY = 500;
    private static final Pattern LEFT_OPEN = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b|@Dis" + "abled");
    private static final Pattern POOR_NAME = Pattern.compile("(Impl|Manager|Helper|Util|Utils|DTO)\\.java$");

    @Test
    void everyPackageSaysWhatItAnswersFor() {
        assertThat(sources(MAIN).map(Path::getParent).distinct())
                .allSatisfy(folder ->
                        assertThat(folder.resolve("package-info.java")).exists());
    }

    @Test
    void filesStayReadable() {
        assertThat(sources(MAIN).filter(file -> lines(file).size() > LONGEST_FILE))
                .isEmpty();
        assertThat(sources(TEST).filter(file -> lines(file).size() > LONGEST_STORY))
                .isEmpty();
    }

    @Test
    void nothingIsLeftOpenOrSwitchedOff() {
        assertThat(Stream.concat(sources(MAIN), sources(TEST)).filter(file -> lines(file).stream()
                        .anyMatch(line -> LEFT_OPEN.matcher(line).find())))
                .isEmpty();
    }

    @Test
    void namesSayWhatAThingIs() {
        assertThat(sources(MAIN)
                        .filter(file -> POOR_NAME.matcher(file.toString()).find()))
                .isEmpty();
    }

    @Test
    void testsWaitForConditionsAndNotForTime() {
        assertThat(sources(TEST)
                        .filter(file -> lines(file).stream().anyMatch(line -> line.contains("Thread.sle" + "ep"))))
                .isEmpty();
    }

    @Test
    void theTopLevelIsTheOneOfTheDesign() {
        Set<String> allowed = Set.of(
                "pom.xml",
                "README.md",
                "LICENSE",
                "CONTRIBUTING.md",
                "batch-jobs",
                "reports",
                "payara-config",
                "src",
                "docs",
                ".ci",
                ".editorconfig",
                ".gitignore",
                ".jqwik-database",
                ".git",
                "target",
                "almoner-data");
        try (Stream<Path> top = Files.list(Path.of("."))) {
            assertThat(top.map(path -> path.getFileName().toString()).filter(name -> !allowed.contains(name)))
                    .isEmpty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Stream<Path> sources(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
