package org.almoner.bank;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Tells the formats apart by how a file begins. */
final class FormatGuess {

    private static final Pattern SWIFT = Pattern.compile("(?s)[\\x01\\s]*(\\{1:|\\{4:|:20:|:2[0-9][A-Z]?:).*");
    private static final int HEAD = 2_000;

    private FormatGuess() {}

    static StatementFormat of(Path file) throws IOException {
        Charset marked = FileText.marked(file);
        try (BufferedReader text = FileText.open(file, marked == null ? FileText.WINDOWS : marked)) {
            var head = new char[HEAD];
            int count = text.read(head);
            String begin = count < 0 ? "" : new String(head, 0, count);
            if (begin.stripLeading().startsWith("<")) {
                return StatementFormat.CAMT053;
            }
            return SWIFT.matcher(begin).matches() ? StatementFormat.MT940 : StatementFormat.CSV;
        }
    }
}
