package org.almoner.bank;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a reader hands over. */
final class ReadLines implements StatementSink {

    record Statement(String identity, LocalDate since, LocalDate until, Long opening, Long closing) {}

    final List<String> accounts = new ArrayList<>();
    final List<Line> lines = new ArrayList<>();
    final List<Statement> statements = new ArrayList<>();
    private final String currency;

    ReadLines(String currency) {
        this.currency = currency;
    }

    @Override
    public String begin(String account, String said, long place) {
        accounts.add(account);
        return currency;
    }

    @Override
    public void line(Line line) {
        lines.add(line);
    }

    @Override
    public void end(String identity, LocalDate since, LocalDate until, Long opening, Long closing, long place) {
        statements.add(new Statement(identity, since, until, opening, closing));
    }

    static ReadLines camt(String xml) {
        return camt(xml, StandardCharsets.UTF_8);
    }

    static ReadLines camt(String xml, Charset charset) {
        return reading(xml.getBytes(charset), "EUR", (file, sink) -> new CamtReader(file, sink).read());
    }

    static ReadLines mt940(String text, Charset charset) {
        return reading(text.getBytes(charset), "EUR", (file, sink) -> new Mt940Reader(file, sink).read());
    }

    static ReadLines csv(String text, String currency, CsvMapping mapping) {
        return reading(text.getBytes(Charset.forName(mapping.encoding())), currency, (file, sink) -> new CsvReader(
                        file, mapping, sink)
                .read());
    }

    static ReadLines reading(byte[] bytes, String currency, Reading reading) {
        try {
            Path file = Files.createTempFile("bank", ".txt");
            try {
                Files.write(file, bytes);
                var read = new ReadLines(currency);
                reading.read(file, read);
                return read;
            } finally {
                Files.delete(file);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    interface Reading {
        void read(Path file, StatementSink sink) throws IOException;
    }
}
