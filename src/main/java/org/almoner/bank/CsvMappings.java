package org.almoner.bank;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.almoner.database.Rejection;
import org.almoner.database.Rejection.Fault;
import org.jdbi.v3.core.Handle;

/** Keeps the mappings of accounts. */
final class CsvMappings {

    static final List<String> ENCODINGS = List.of("UTF-8", "UTF-16", "ISO-8859-1", "windows-1252");
    static final List<Character> DELIMITERS = List.of(';', ',', '\t', '|');

    private CsvMappings() {}

    static Optional<CsvMapping> find(Handle handle, long account) {
        return handle.createQuery("select * from bank_csv_mapping where bank_account_id = ?")
                .bind(0, account)
                .map((row, context) -> read(row))
                .findOne();
    }

    static void keep(Handle handle, long account, CsvMapping mapping) {
        handle.createUpdate(KEEP)
                .bind("account", account)
                .bind("encoding", mapping.encoding())
                .bind("delimiter", String.valueOf(mapping.delimiter()))
                .bind("decimal", String.valueOf(mapping.decimalSign()))
                .bind("pattern", mapping.datePattern())
                .bind("skipped", mapping.skippedLines())
                .bind("header", mapping.header())
                .bind("date", mapping.dateColumn())
                .bind("amount", mapping.amountColumn())
                .bind("debit", mapping.debitColumn())
                .bind("credit", mapping.creditColumn())
                .bindArray("texts", String.class, mapping.textColumns().toArray())
                .bind("reference", mapping.referenceColumn())
                .bind("name", mapping.nameColumn())
                .bind("currency", mapping.currencyColumn())
                .bind("balance", mapping.balanceColumn())
                .execute();
    }

    static void refuse(CsvMapping mapping) {
        var faults = new ArrayList<Fault>();
        if (!ENCODINGS.contains(mapping.encoding())) {
            faults.add(new Fault("encoding", "write one of " + String.join(", ", ENCODINGS)));
        }
        if (!DELIMITERS.contains(mapping.delimiter())) {
            faults.add(new Fault("delimiter", "choose semicolon, comma, tab or |"));
        }
        if (mapping.decimalSign() != '.' && mapping.decimalSign() != ',') {
            faults.add(new Fault("decimalSign", "choose . or ,"));
        }
        if (mapping.skippedLines() < 0 || mapping.skippedLines() > 100) {
            faults.add(new Fault("skippedLines", "write a number from 0 to 100"));
        }
        if (mapping.dateColumn() == null || mapping.dateColumn().isBlank()) {
            faults.add(new Fault("dateColumn", "name the column of the booking date"));
        }
        try {
            CsvReader.dates(mapping.datePattern() == null ? "" : mapping.datePattern());
            if (!String.valueOf(mapping.datePattern()).matches(".*d.*")
                    || !mapping.datePattern().matches(".*M.*")
                    || !mapping.datePattern().contains("yy")) {
                faults.add(new Fault("datePattern", "write day, month and year, such as dd.MM.yyyy"));
            }
        } catch (IllegalArgumentException notAPattern) {
            faults.add(new Fault("datePattern", "write how dates look, such as dd.MM.yyyy"));
        }
        boolean both = mapping.debitColumn() != null && mapping.creditColumn() != null;
        if ((mapping.amountColumn() == null) != both
                || mapping.amountColumn() != null
                        && (mapping.debitColumn() != null || mapping.creditColumn() != null)) {
            faults.add(new Fault("amountColumn", "name the column of the signed amount, or those of debit and credit"));
        }
        if (!faults.isEmpty()) {
            throw new Rejection(Rejection.Reason.INVALID, faults);
        }
    }

    private static CsvMapping read(ResultSet row) throws SQLException {
        return new CsvMapping(
                row.getString("encoding"),
                row.getString("delimiter").charAt(0),
                row.getString("decimal_sign").charAt(0),
                row.getString("date_pattern"),
                row.getInt("skipped_lines"),
                row.getBoolean("header"),
                row.getString("date_column"),
                row.getString("amount_column"),
                row.getString("debit_column"),
                row.getString("credit_column"),
                List.of((String[]) row.getArray("text_columns").getArray()),
                row.getString("reference_column"),
                row.getString("name_column"),
                row.getString("currency_column"),
                row.getString("balance_column"));
    }

    private static final String KEEP =
            """
            insert into bank_csv_mapping values (:account, :encoding, :delimiter, :decimal, :pattern, :skipped, :header, :date,
                :amount, :debit, :credit, :texts, :reference, :name, :currency, :balance)
            on conflict (bank_account_id) do update set
                encoding = excluded.encoding, delimiter = excluded.delimiter, decimal_sign = excluded.decimal_sign,
                date_pattern = excluded.date_pattern, skipped_lines = excluded.skipped_lines, header = excluded.header,
                date_column = excluded.date_column, amount_column = excluded.amount_column,
                debit_column = excluded.debit_column, credit_column = excluded.credit_column,
                text_columns = excluded.text_columns, reference_column = excluded.reference_column,
                name_column = excluded.name_column, currency_column = excluded.currency_column,
                balance_column = excluded.balance_column
            """;
}
