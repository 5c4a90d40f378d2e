package org.almoner.journal;

import java.util.Locale;

/**
 * A file a batch can be written to.
 *
 * @param currency the only one in it, or null for all
 * @param part from 1, where the target takes so many rows at a time
 * @param parts how many there are
 * @param sha256 of the bytes that left first, in hexadecimal digits; null before
 * @param refusal why it cannot be written, or null
 */
public record ExportFile(
        JournalBatch batch, ExportFormat format, String currency, int part, int parts, String sha256, String refusal) {

    /** By which its hash is kept. */
    String key() {
        return format.name() + (currency == null ? "" : "/" + currency) + "/" + part;
    }

    /** Its name; one of a month that was opened again says so. DATEV wants its own beginning. */
    public String name() {
        return (format == ExportFormat.DATEV ? "EXTF_" : "")
                + "journal-" + batch.entity() + "-" + batch.number() + "-" + batch.month()
                + "-" + format.name().toLowerCase(Locale.ROOT).replace('_', '-')
                + (currency == null ? "" : "-" + currency)
                + (parts > 1 ? "-" + part + "of" + parts : "")
                + (batch.reopened() ? "-REOPENED" : "")
                + "." + format.extension();
    }
}
