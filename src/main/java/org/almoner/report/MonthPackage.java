package org.almoner.report;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriterFactory;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.Deflater;
import java.util.zip.ZipOutputStream;

/**
 * A month's reconciliation as one archive: the PDF, the workbook, each part as CSV, and a manifest that names every file
 * with its size, rows and SHA-256. It is written while the books are being read, so that a large month costs no memory;
 * the same state of the books gives the same bytes.
 */
@ApplicationScoped
public class MonthPackage {

    static final String FORMAT = "almoner-month-package/1";

    private static final JsonProvider PROVIDER = JsonProvider.provider();
    private static final JsonWriterFactory PRETTY =
            PROVIDER.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true));

    private MonthBooks books;
    private ReconciliationPdf pdf;
    private ReconciliationXlsx xlsx;

    protected MonthPackage() {}

    @Inject
    public MonthPackage(MonthBooks books, ReconciliationPdf pdf, ReconciliationXlsx xlsx) {
        this.books = books;
        this.pdf = pdf;
        this.xlsx = xlsx;
    }

    /** A file of the package; a null says that it has no rows to count. */
    private record Entry(String name, long bytes, Long rows, String sha256) {}

    private interface Content {
        /** @return how many rows it has, or null */
        Long write(OutputStream out) throws IOException;
    }

    /**
     * Writes the package of a month as it stands now. The books are let go as soon as they are read.
     *
     * @param entity id of the one legal entity that is meant; null for all together
     * @return what it rests on
     * @throws IOException when {@code out} does not take it
     */
    BookedMonth write(YearMonth period, Long entity, OutputStream out) throws IOException {
        var zip = new ZipOutputStream(out);
        var entries = new ArrayList<Entry>();
        var read = new AtomicReference<BookedMonth>();
        var workbook = new AtomicReference<ReconciliationXlsx.Draft>();
        try {
            books.open(period, entity, month -> {
                try {
                    read.set(month);
                    // what is packed already does not get smaller by being packed again
                    zip.setLevel(Deflater.NO_COMPRESSION);
                    entries.add(add(zip, month.stem() + ".pdf", file -> {
                        file.write(pdf.of(month));
                        return null;
                    }));
                    zip.setLevel(Deflater.DEFAULT_COMPRESSION);
                    for (Part part : month.parts()) {
                        entries.add(
                                add(zip, "csv/" + part.name() + ".csv", file -> ReconciliationCsv.write(part, file)));
                    }
                    workbook.set(xlsx.draft(month));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        var month = read.get();
        try (var draft = workbook.get()) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            entries.add(1, add(zip, month.stem() + ".xlsx", file -> {
                draft.copy(file);
                return draft.rows();
            }));
        }
        zip.setLevel(Deflater.DEFAULT_COMPRESSION);
        add(zip, "manifest.json", file -> text(file, json(month, entries)));
        add(zip, "manifest.txt", file -> text(file, readable(month, entries)));
        zip.finish();
        return month;
    }

    /**
     * The same for who only wants the bytes. They leave when the package is whole, so that nobody who reads slowly holds
     * the books, and a failure is known before anything was sent.
     */
    public void send(YearMonth period, Long entity, OutputStream out) throws IOException {
        var whole = Files.createTempFile("almoner", ".zip");
        try {
            try (var file = new BufferedOutputStream(Files.newOutputStream(whole))) {
                write(period, entity, file);
            }
            Files.copy(whole, out);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private static Entry add(ZipOutputStream zip, String name, Content content) throws IOException {
        zip.putNextEntry(StableZip.entry(name));
        var counted = new Counted(zip);
        var rows = content.write(counted);
        counted.flush();
        zip.closeEntry();
        return new Entry(name, counted.bytes, rows, counted.sha256());
    }

    private static Long text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        return null;
    }

    private static String json(BookedMonth month, List<Entry> entries) {
        var basis = month.basis();
        JsonArrayBuilder files = PROVIDER.createArrayBuilder();
        for (Entry entry : entries) {
            var file = PROVIDER.createObjectBuilder()
                    .add("name", entry.name())
                    .add("bytes", entry.bytes())
                    .add("sha256", entry.sha256());
            if (entry.rows() != null) {
                file.add("rows", entry.rows());
            }
            files.add(file);
        }
        var close = PROVIDER.createObjectBuilder();
        if (basis.close() != null) {
            close.add("execution", basis.close().execution())
                    .add("date", basis.close().date().toString())
                    .add("endedAt", basis.close().endedAt().toString());
        }
        JsonArrayBuilder entities = PROVIDER.createArrayBuilder();
        basis.entities().forEach(each -> entities.add(json(each)));
        JsonObject manifest = PROVIDER.createObjectBuilder()
                .add("format", FORMAT)
                .add("kind", month.isFinal() ? "FINAL" : "DRAFT")
                .add("period", month.month().period().toString())
                .add("status", month.month().status().name())
                .add(
                        "statusSince",
                        basis.statusSince() == null ? "" : basis.statusSince().toString())
                .add("legalEntity", basis.entity() == null ? JsonValue.NULL : json(basis.entity()))
                .add("legalEntities", entities)
                .add("asOf", basis.asOf().toString())
                .add("timeZone", month.zone().getId())
                .add("close", close)
                .add(
                        "restsOn",
                        PROVIDER.createObjectBuilder()
                                .add("balanceTransactions", basis.transactions())
                                .add("events", basis.events()))
                .add("files", files)
                .build();
        var text = new StringWriter();
        try (var writer = PRETTY.createWriter(text)) {
            writer.writeObject(manifest);
        }
        return text.toString().strip() + "\n";
    }

    private static JsonObject json(BookedMonth.Entity entity) {
        return PROVIDER.createObjectBuilder()
                .add("code", entity.code())
                .add("name", entity.name())
                .build();
    }

    private static String readable(BookedMonth month, List<Entry> entries) {
        var text = new StringBuilder(
                "Reconciliation of the Stripe balance, " + month.month().period() + "\n\n");
        month.facts().forEach((what, value) -> text.append("%-22s%s\n".formatted(what, value)));
        text.append("\nFiles of this package (compare with: sha256sum)\n\n");
        for (Entry entry : entries) {
            text.append(entry.sha256())
                    .append("  ")
                    .append(entry.name())
                    .append("  (")
                    .append(entry.bytes())
                    .append(" bytes")
                    .append(entry.rows() == null ? "" : ", " + entry.rows() + " rows")
                    .append(")\n");
        }
        return text.toString();
    }

    /** Counts and digests what passes; does not close what is behind it. */
    static final class Counted extends DigestOutputStream {
        private long bytes;

        Counted(OutputStream out) {
            super(out, digest());
        }

        @Override
        public void write(int b) throws IOException {
            super.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] b, int from, int length) throws IOException {
            super.write(b, from, length);
            bytes += length;
        }

        @Override
        public void close() throws IOException {
            flush();
        }

        long bytes() {
            return bytes;
        }

        String sha256() {
            return HexFormat.of().formatHex(getMessageDigest().digest());
        }

        private static MessageDigest digest() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
