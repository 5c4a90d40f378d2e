package org.almoner.report;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Archives without chance in them: no entry has the time at which it happened to be packed. */
final class StableZip {

    /** Where a workbook says when it was made. */
    private static final String CORE = "docProps/core.xml";

    private static final String BOOK = "xl/workbook.xml";
    private static final Pattern SHEET = Pattern.compile("xl/worksheets/sheet(\\d{1,4})\\.xml");

    private StableZip() {}

    /** An entry dated with the first day an archive can name. */
    static ZipEntry entry(String name) {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        return entry;
    }

    /**
     * Copies a workbook, dating it as wanted and telling what its formulas come to, which the library that wrote it
     * cannot; {@code out} stays open. Who can compute is asked to do it when it opens the workbook.
     *
     * @param results of each sheet's formulas, in the order in which they stand
     */
    static void copy(Path workbook, OutputStream out, Instant created, List<List<Supplier<BigDecimal>>> results)
            throws IOException {
        var zip = new ZipOutputStream(out);
        // read by its directory, since the entries themselves do not say how long they are
        try (var raw = new ZipFile(workbook.toFile())) {
            for (var entries = raw.entries(); entries.hasMoreElements(); ) {
                var each = entries.nextElement();
                zip.putNextEntry(entry(each.getName()));
                try (var content = raw.getInputStream(each)) {
                    var sheet = SHEET.matcher(each.getName());
                    if (each.getName().equals(CORE)) {
                        zip.write(replace(content, "(<dcterms:created[^>]*>)[^<]*", "$1" + created));
                    } else if (each.getName().equals(BOOK)) {
                        zip.write(replace(content, "(</workbook>)", "<calcPr calcId=\"0\" fullCalcOnLoad=\"1\"/>$1"));
                    } else if (sheet.matches()) {
                        var formulas = results.get(Integer.parseInt(sheet.group(1)) - 1);
                        content.transferTo(formulas.isEmpty() ? zip : new Results(zip, formulas.iterator()));
                    } else {
                        content.transferTo(zip);
                    }
                }
                zip.closeEntry();
            }
        }
        zip.finish();
    }

    private static byte[] replace(InputStream content, String pattern, String by) throws IOException {
        return new String(content.readAllBytes(), StandardCharsets.UTF_8)
                .replaceFirst(pattern, by)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Writes after each formula what it comes to. */
    private static final class Results extends FilterOutputStream {
        private static final byte[] END = "</f>".getBytes(StandardCharsets.US_ASCII);

        private final Iterator<Supplier<BigDecimal>> results;
        private int met;

        Results(OutputStream out, Iterator<Supplier<BigDecimal>> results) {
            super(out);
            this.results = results;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int written = from;
            for (int i = from; i < from + length; i++) {
                // no part of the mark but its first byte begins another one
                met = bytes[i] == END[met] ? met + 1 : bytes[i] == END[0] ? 1 : 0;
                if (met == END.length) {
                    out.write(bytes, written, i + 1 - written);
                    out.write(("<v>" + results.next().get().toPlainString() + "</v>")
                            .getBytes(StandardCharsets.US_ASCII));
                    written = i + 1;
                    met = 0;
                }
            }
            out.write(bytes, written, from + length - written);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }
    }
}
