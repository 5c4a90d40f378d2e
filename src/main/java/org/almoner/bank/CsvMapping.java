package org.almoner.bank;

import java.util.List;

/**
 * How the bank of one account writes its CSV. A column is named as in the header, or numbered from 1; null where the file
 * has none.
 *
 * @param encoding {@code UTF-8}, {@code UTF-16}, {@code ISO-8859-1} or {@code windows-1252}
 * @param datePattern as in {@code java.time}: {@code dd.MM.yyyy}
 * @param skippedLines before the header, or before the first line where there is none
 * @param amountColumn signed; or instead of it {@code debitColumn} and {@code creditColumn}
 * @param textColumns joined with a blank
 * @param balanceColumn after each line; then it is checked that no line is missing
 */
public record CsvMapping(
        String encoding,
        char delimiter,
        char decimalSign,
        String datePattern,
        int skippedLines,
        boolean header,
        String dateColumn,
        String amountColumn,
        String debitColumn,
        String creditColumn,
        List<String> textColumns,
        String referenceColumn,
        String nameColumn,
        String currencyColumn,
        String balanceColumn) {

    public CsvMapping {
        textColumns = textColumns == null ? List.of() : List.copyOf(textColumns);
    }
}
