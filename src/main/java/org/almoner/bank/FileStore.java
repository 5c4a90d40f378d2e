package org.almoner.bank;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.almoner.bank.BankFile.Part;
import org.almoner.money.Money;
import org.jdbi.v3.core.Handle;

/** Files of statements in the database, in parts of a mebibyte so that none is ever whole in memory. */
final class FileStore {

    private static final int PART = 1 << 20;

    private FileStore() {}

    static Optional<Long> known(Handle handle, byte[] sha256) {
        return handle.createQuery("select id from bank_file where sha256 = ?")
                .bind(0, sha256)
                .mapTo(Long.class)
                .findOne();
    }

    static long keep(
            Handle handle,
            Path file,
            byte[] sha256,
            String name,
            StatementFormat format,
            Long account,
            String actor,
            Instant now) {
        try (InputStream in = Files.newInputStream(file)) {
            long id = handle.createQuery(
                            "insert into bank_file (sha256, name, format, bank_account_id, bytes, sent_by, sent_at)"
                                    + " values (:sha256, :name, :format, :account, :bytes, :actor, :now)"
                                    + " on conflict (sha256) do update set name = bank_file.name returning id")
                    .bind("sha256", sha256)
                    .bind("name", name)
                    .bind("format", format.name())
                    .bind("account", account)
                    .bind("bytes", Files.size(file))
                    .bind("actor", actor)
                    .bind("now", now)
                    .mapTo(Long.class)
                    .one();
            if (sha256.length > 0) {
                int position = 0;
                for (byte[] part = in.readNBytes(PART); part.length > 0; part = in.readNBytes(PART)) {
                    handle.execute(
                            "insert into bank_file_part values (?, ?, ?) on conflict do nothing", id, position++, part);
                }
            }
            return id;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Writes the bytes of a file into another.
     *
     * @return the account it was sent for, or null
     */
    static Long restore(Handle handle, long id, Path into) {
        try (OutputStream out = Files.newOutputStream(into)) {
            int parts = handle.createQuery("select count(*) from bank_file_part where file_id = ?")
                    .bind(0, id)
                    .mapTo(Integer.class)
                    .one();
            for (int position = 0; position < parts; position++) {
                out.write(handle.createQuery("select bytes from bank_file_part where file_id = ? and position = ?")
                        .bind(0, id)
                        .bind(1, position)
                        .map((row, context) -> row.getBytes(1))
                        .one());
            }
            return handle.createQuery("select bank_account_id from bank_file where id = ?")
                    .bind(0, id)
                    .map((row, context) -> row.getObject(1, Long.class))
                    .list()
                    .get(0);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    static Optional<BankFile> locked(Handle handle, long id) {
        handle.createQuery("select id from bank_file where id = ? for update")
                .bind(0, id)
                .mapTo(Long.class)
                .findOne();
        return find(handle, id);
    }

    static Optional<BankFile> find(Handle handle, long id) {
        return handle.createQuery("select * from bank_file where id = ?")
                .bind(0, id)
                .map((row, context) -> read(row, parts(handle, id)))
                .findOne();
    }

    static void markImported(Handle handle, long id, String actor, Instant now) {
        handle.execute("update bank_file set imported_by = ?, imported_at = ? where id = ?", actor, now, id);
    }

    static BankFile with(BankFile file, List<Part> parts) {
        return new BankFile(
                file.id(),
                file.name(),
                file.format(),
                file.bytes(),
                file.sha256(),
                file.sentBy(),
                file.sentAt(),
                file.importedBy(),
                file.importedAt(),
                parts);
    }

    static BankFile read(ResultSet row, List<Part> parts) throws SQLException {
        Timestamp imported = row.getTimestamp("imported_at");
        return new BankFile(
                row.getLong("id"),
                row.getString("name"),
                StatementFormat.valueOf(row.getString("format")),
                row.getLong("bytes"),
                HexFormat.of().formatHex(row.getBytes("sha256")),
                row.getString("sent_by"),
                row.getTimestamp("sent_at").toInstant(),
                row.getString("imported_by"),
                imported == null ? null : imported.toInstant(),
                parts);
    }

    static List<Part> parts(Handle handle, long file) {
        return handle.createQuery(PARTS)
                .bind(0, file)
                .map((row, context) -> part(row))
                .list();
    }

    static Part part(ResultSet row) throws SQLException {
        String currency = row.getString("currency");
        Long opening = row.getObject("opening_minor", Long.class);
        return new Part(
                row.getLong("id"),
                row.getLong("bank_account_id"),
                row.getString("account_name"),
                row.getString("identity"),
                row.getObject("since", LocalDate.class),
                row.getObject("until", LocalDate.class),
                opening == null ? null : new Money(opening, currency),
                opening == null ? null : new Money(row.getLong("closing_minor"), currency),
                row.getLong("lines"),
                row.getLong("added"),
                row.getObject("gap_minor", Long.class),
                row.getObject("after_day", LocalDate.class));
    }

    /** A statement with how many lines it brought and whether it follows on those before. */
    static final String STATEMENT =
            """
            select s.*, a.name as account_name, a.currency, g.gap_minor, g.after_day,
                   (select count(*) from bank_line l where l.statement_id = s.id) as added
            from bank_statement s
            join bank_account a on a.id = s.bank_account_id
            left join bank_statement_gap g on g.statement_id = s.id
            """;

    private static final String PARTS = STATEMENT + " where s.file_id = ? order by s.id limit 1000";
}
