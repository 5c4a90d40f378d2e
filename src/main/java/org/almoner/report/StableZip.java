package org.almoner.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Archives without chance in them: no entry has the time at which it happened to be packed. */
final class StableZip {

    /** Where a workbook says when it was made. */
    private static final String CORE = "docProps/core.xml";

    private StableZip() {}

    /** An entry dated with the first day an archive can name. */
    static ZipEntry entry(String name) {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        return entry;
    }

    /** Copies a workbook, dating it as wanted; {@code out} stays open. */
    static void copy(Path workbook, OutputStream out, Instant created) throws IOException {
        var zip = new ZipOutputStream(out);
        // read by its directory, since the entries themselves do not say how long they are
        try (var raw = new ZipFile(workbook.toFile())) {
            for (var entries = raw.entries(); entries.hasMoreElements(); ) {
                var each = entries.nextElement();
                zip.putNextEntry(entry(each.getName()));
                try (var content = raw.getInputStream(each)) {
                    if (each.getName().equals(CORE)) {
                        var core = new String(content.readAllBytes(), StandardCharsets.UTF_8);
                        zip.write(core.replaceFirst("(<dcterms:created[^>]*>)[^<]*", "$1" + created)
                                .getBytes(StandardCharsets.UTF_8));
                    } else {
                        content.transferTo(zip);
                    }
                }
                zip.closeEntry();
            }
        }
        zip.finish();
    }
}
