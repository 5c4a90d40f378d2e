package org.almoner.bank;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.almoner.database.Rejection;

/** A file of text in one of the encodings that banks use; a byte that cannot be of it is named with its place. */
final class FileText {

    static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final char MARK = '\ufeff';
    private static final int SHORT = 40;

    /** A place in a text, both counted from 1; null instead of one means all is well. */
    record Place(long line, long column) {}

    private FileText() {}

    /** The encoding that the first bytes name, or null where they name none. */
    static Charset marked(Path file) throws IOException {
        byte[] first = new byte[3];
        try (InputStream in = Files.newInputStream(file)) {
            first = Arrays.copyOf(first, in.readNBytes(first, 0, 3));
        }
        if (first.length >= 3 && first[0] == (byte) 0xEF && first[1] == (byte) 0xBB && first[2] == (byte) 0xBF) {
            return StandardCharsets.UTF_8;
        }
        boolean little = first.length >= 2 && first[0] == (byte) 0xFF && first[1] == (byte) 0xFE;
        boolean big = first.length >= 2 && first[0] == (byte) 0xFE && first[1] == (byte) 0xFF;
        return little || big ? StandardCharsets.UTF_16 : null;
    }

    /** What its first bytes name; else UTF-8 if all of it is, else Windows-1252. */
    static Charset guessed(Path file) throws IOException {
        Charset marked = marked(file);
        if (marked != null) {
            return marked;
        }
        return firstWrong(file, StandardCharsets.UTF_8) == null ? StandardCharsets.UTF_8 : WINDOWS;
    }

    /**
     * @throws Rejection naming line and character of the first byte that is not of the encoding, or of a control character
     */
    static void require(Path file, Charset charset) throws IOException {
        Charset marked = marked(file);
        if (marked != null && !marked.equals(charset)) {
            throw Rejection.invalid(
                    "file",
                    "Line 1, column 1: the file begins with the mark of " + marked + ", and the mapping says " + charset
                            + "; choose " + marked + " in the mapping");
        }
        Place wrong = firstWrong(file, charset);
        if (wrong != null) {
            throw Rejection.invalid(
                    "file",
                    "Line " + wrong.line + ", column " + wrong.column + ": the file is not text in " + charset
                            + "; choose its encoding in the mapping, or save it as UTF-8");
        }
    }

    /** The whole text without its mark, once {@link #require} has looked at it. */
    static BufferedReader open(Path file, Charset charset) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(Files.newInputStream(file), charset), 65_536);
        skipMark(reader);
        return reader;
    }

    /** As much of a value as may stand in a message. */
    static String shortened(String text) {
        return text.length() <= SHORT ? text : text.substring(0, SHORT) + "…";
    }

    private static void skipMark(Reader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != MARK) {
            reader.reset();
        }
    }

    private static Place firstWrong(Path file, Charset charset) throws IOException {
        var decoder = charset.newDecoder()
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
                    if (isControl(c)) {
                        return new Place(line, column);
                    }
                    column = c == '\n' ? 1 : column + 1;
                    line += c == '\n' ? 1 : 0;
                }
                if (result.isError()) {
                    return new Place(line, column);
                }
                chars.clear();
                bytes.compact();
            }
        }
        return null;
    }

    /** SOH and ETX frame SWIFT messages; what lies from 80 to 9F is text of Windows read as ISO 8859-1. */
    private static boolean isControl(char c) {
        return c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != 1 && c != 3 && c != 0x1A || c >= 0x7F && c < 0xA0;
    }
}
