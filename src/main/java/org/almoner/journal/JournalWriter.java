package org.almoner.journal;

import java.io.IOException;
import java.io.OutputStream;

/** Writes a part of a batch in the words of another system: the same sheet gives the same bytes. */
interface JournalWriter {

    /**
     * Why this file cannot be written by these settings, or null. Only what is known before reading lines; a line that the
     * target cannot take ends {@link #write}.
     */
    default String refusal(ExportFile file, ExportSettings settings) {
        return null;
    }

    /**
     * @throws org.almoner.database.Rejection if a line cannot be said in the target's words
     * @throws IOException when {@code out} does not take it
     */
    void write(ExportSheet sheet, OutputStream out) throws IOException;
}
