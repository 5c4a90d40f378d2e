package org.almoner.proof;

import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.almoner.database.Rejection;

/** A file of text: that it is UTF-8, and that no row of it is without end. */
final class ReportText {

    static final int LONGEST_ROW = 1_000_000;
    private static final char MARK = '\ufeff';
    private static final int SHORT = 40;

    private ReportText() {}

    /**
     * Reads the whole file once, so that what is read afterwards can be trusted.
     *
     * @throws Rejection naming line and column of the first byte that is not UTF-8, or of a NUL
     */
    static void requireUtf8(Path file) throws IOException {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var bytes = ByteBuffer.allocate(65_536);
        var chars = CharBuffer.allocate(65_536);
        long line = 1;
        long column = 1;
        try (InputStream in = Files.newInputStream(file)) {
            boolean end = false;
            while (!end) {
                int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
                end = read < 0;
                bytes.position(bytes.position() + Math.max(read, 0)).flip();
                CoderResult result = decoder.decode(bytes, chars, end);
                chars.flip();
                while (chars.hasRemaining()) {
                    char c = chars.get();
                    if (c == 0) {
                        throw notText(line, column);
                    }
                    column = c == '\n' ? 1 : column + 1;
                    line += c == '\n' ? 1 : 0;
                }
                if (result.isError()) {
                    throw notText(line, column);
                }
                chars.clear();
                bytes.compact();
            }
        }
    }

    /** The text, without the mark that some programs put before it. */
    static LimitedReader open(Path file) throws IOException {
        var reader = new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8);
        return new LimitedReader(reader);
    }

    /** As much of a value as may stand in a message. */
    static String shortened(String text) {
        return text.length() <= SHORT ? text : text.substring(0, SHORT) + "…";
    }

    private static Rejection notText(long line, long column) {
        return Rejection.invalid(
                "file",
                "Line " + line + ", character " + column
                        + ": the file is not UTF-8 text; save it as CSV in UTF-8, or take it from Stripe again");
    }

    /** Refuses a row that goes on and on, as one does after a quote that nobody closes. */
    static final class LimitedReader extends FilterReader {

        private long sinceRow;
        private boolean begun;

        LimitedReader(Reader text) {
            super(text);
        }

        /** A row is complete. */
        void nextRow() {
            sinceRow = 0;
        }

        @Override
        public int read() throws IOException {
            var one = new char[1];
            int count = read(one, 0, 1);
            return count < 0 ? -1 : one[0];
        }

        @Override
        public int read(char[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, Math.min(length, 8_192));
            if (!begun && count > 0) {
                begun = true;
                if (into[offset] == MARK) {
                    System.arraycopy(into, offset + 1, into, offset, count - 1);
                    count = count == 1 ? read(into, offset, length) : count - 1;
                }
            }
            sinceRow += Math.max(count, 0);
            if (sinceRow > LONGEST_ROW) {
                throw new RowTooLong();
            }
            return count;
        }
    }

    /** A row has more characters than {@link #LONGEST_ROW}. */
    static final class RowTooLong extends IOException {
        private static final long serialVersionUID = 1;
    }
}
