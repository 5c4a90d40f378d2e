package org.almoner.journal;

/** The systems a batch can be written for. */
public enum ExportFormat {
    /** Every line with everything known of it, for people and for programs of one's own. */
    CSV("csv", "text/csv;charset=UTF-8", false, Integer.MAX_VALUE),
    /** Journal entries of QuickBooks Online; imports take a thousand rows. */
    QUICKBOOKS_ONLINE("csv", "text/csv;charset=UTF-8", true, 1_000),
    /** IIF of QuickBooks Desktop. */
    QUICKBOOKS_DESKTOP("iif", "application/octet-stream", true, Integer.MAX_VALUE),
    /** Manual journals of Xero; imports take 300 lines. */
    XERO("csv", "text/csv;charset=UTF-8", true, 300),
    /** DATEV-Format, Buchungsstapel; a file takes 99,999 rows. */
    DATEV("csv", "text/csv;charset=windows-1252", true, 99_998);

    private final String extension;
    private final String mediaType;
    private final boolean oneCurrency;
    private final int mostRows;

    ExportFormat(String extension, String mediaType, boolean oneCurrency, int mostRows) {
        this.extension = extension;
        this.mediaType = mediaType;
        this.oneCurrency = oneCurrency;
        this.mostRows = mostRows;
    }

    public String extension() {
        return extension;
    }

    public String mediaType() {
        return mediaType;
    }

    /** Whether a file of it has one currency only. */
    boolean oneCurrency() {
        return oneCurrency;
    }

    /** How many pairs of lines a part may have, so that its rows are never too many. */
    int mostPairs() {
        return mostRows == Integer.MAX_VALUE ? mostRows : mostRows / 2;
    }
}
