package org.almoner.bank;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import org.almoner.audit.AuditTrail;
import org.almoner.bank.BankFile.Part;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * Files of statements. A file is sent and looked at first: the very import, in a transaction that is undone. Then somebody
 * has it imported, whole or not at all. The same file again is the same file, and what other files brought before is
 * known.
 */
@ApplicationScoped
public class BankFiles {

    /** 50 MiB. */
    public static final long MOST_BYTES = 50L << 20;

    private static final int LONGEST_NAME = 200;

    /** What became of a file: which it is, and whether it is new. */
    public record Sent(long id, boolean added) {}

    private Transactions transactions;
    private Calendar calendar;
    private AuditTrail trail;

    protected BankFiles() {}

    @Inject
    public BankFiles(Transactions transactions, Calendar calendar, AuditTrail trail) {
        this.transactions = transactions;
        this.calendar = calendar;
        this.trail = trail;
    }

    /**
     * Takes a file to look at; nothing of it counts before {@link #take}.
     *
     * @param name what it is called; only shown
     * @param account of a CSV; null lets the file say
     * @throws Rejection if anything in it does not hold, with line and column
     * @throws IOException when it does not arrive
     */
    public Sent send(InputStream sent, String name, Long account, String actor) throws IOException {
        Path file = Files.createTempFile("almoner-bank", ".txt");
        try {
            byte[] sha256 = spool(sent, file);
            var known = transactions.inNew(handle -> FileStore.known(handle, sha256));
            if (known.isPresent()) {
                return new Sent(known.get(), false);
            }
            StatementFormat format = FormatGuess.of(file);
            Long mapped = format == StatementFormat.CSV ? account : null;
            tried(file, format, mapped);
            return transactions.inNew(handle -> {
                long id = FileStore.keep(handle, file, sha256, shown(name), format, mapped, actor, calendar.now());
                trail.record(actor, "bank_file.sent", "bank_file", String.valueOf(id), Map.of("name", shown(name)));
                return new Sent(id, true);
            });
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /**
     * A file and its statements: what would come in now, or what came in with it.
     *
     * @throws Rejection if there is none with this id, or it does not hold any more
     */
    public BankFile find(long id) {
        BankFile kept = transactions.inNew(
                handle -> FileStore.find(handle, id).orElseThrow(() -> Rejection.unknown("bank file " + id)));
        if (kept.imported()) {
            return kept;
        }
        try {
            Path file = Files.createTempFile("almoner-bank", ".txt");
            try {
                Long account = transactions.inNew(handle -> FileStore.restore(handle, id, file));
                return FileStore.with(kept, tried(file, kept.format(), account));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Imports a file and matches what it brought; once is enough, more often changes nothing.
     *
     * @throws Rejection if there is none with this id, or it does not hold
     */
    public void take(long id, String actor) {
        transactions.inNew(handle -> {
            BankFile kept = FileStore.locked(handle, id).orElseThrow(() -> Rejection.unknown("bank file " + id));
            if (!kept.imported()) {
                long added = imported(handle, id, kept.format());
                FileStore.markImported(handle, id, actor, calendar.now());
                BankMatching.run(handle, calendar.today(), calendar.zone(), calendar.now());
                trail.record(
                        actor,
                        "bank_file.imported",
                        "bank_file",
                        String.valueOf(id),
                        Map.of("name", kept.name(), "lines", String.valueOf(added)));
            }
            return null;
        });
    }

    /**
     * Throws a file away that was only looked at.
     *
     * @throws Rejection if it was imported, or there is none
     */
    public void discard(long id, String actor) {
        transactions.inNew(handle -> {
            BankFile kept = FileStore.locked(handle, id).orElseThrow(() -> Rejection.unknown("bank file " + id));
            if (kept.imported()) {
                throw Rejection.duplicate("id", "it was imported, and stays as the proof of its lines");
            }
            handle.execute("delete from bank_file where id = ?", id);
            trail.record(actor, "bank_file.discarded", "bank_file", String.valueOf(id), Map.of("name", kept.name()));
            return null;
        });
    }

    private long imported(Handle handle, long id, StatementFormat format) {
        try {
            Path file = Files.createTempFile("almoner-bank", ".txt");
            try {
                Long account = FileStore.restore(handle, id, file);
                return read(handle, file, id, format, account).stream()
                        .mapToLong(Part::added)
                        .sum();
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Imports and undoes it. */
    private List<Part> tried(Path file, StatementFormat format, Long account) {
        try {
            transactions.inNew(handle -> {
                long id = FileStore.keep(handle, file, new byte[0], "", format, account, "", calendar.now());
                throw new Undone(read(handle, file, id, format, account));
            });
        } catch (Undone undone) {
            return undone.parts;
        }
        throw new IllegalStateException("an import that was only tried stayed");
    }

    private List<Part> read(Handle handle, Path file, long id, StatementFormat format, Long account) {
        handle.execute("select pg_advisory_xact_lock(hashtextextended('bank import', 0))");
        try {
            BankAccount sentFor = account == null
                    ? null
                    : BankAccounts.find(handle, account)
                            .orElseThrow(() -> Rejection.invalid("account", "there is no bank account " + account));
            var intake = new StatementIntake(handle, id, sentFor, calendar.today());
            switch (format) {
                case CAMT053 -> new CamtReader(file, intake).read();
                case MT940 -> new Mt940Reader(file, intake).read();
                case CSV -> new CsvReader(file, mapping(handle, account), intake).read();
            }
            return intake.parts();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static CsvMapping mapping(Handle handle, Long account) {
        if (account == null) {
            throw Rejection.invalid(
                    "account", "the file is neither camt.053 nor MT940; for a CSV choose the account it is of");
        }
        return CsvMappings.find(handle, account)
                .orElseThrow(() -> Rejection.invalid(
                        "account",
                        "nobody has said how the bank of this account writes its CSV; map its columns first"));
    }

    private static byte[] spool(InputStream sent, Path file) throws IOException {
        MessageDigest digest = sha256();
        long size = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            var buffer = new byte[65_536];
            for (int read = sent.read(buffer); read >= 0; read = sent.read(buffer)) {
                size += read;
                if (size > MOST_BYTES) {
                    throw Rejection.invalid(
                            "file",
                            "The file has more than " + (MOST_BYTES >> 20)
                                    + " MiB; take statements of a shorter time from the bank");
                }
                digest.update(buffer, 0, read);
                out.write(buffer, 0, read);
            }
        }
        if (size == 0) {
            throw Rejection.invalid("file", "Line 1, column 1: the file is empty; take it from the bank again");
        }
        return digest.digest();
    }

    private static String shown(String name) {
        String text =
                name == null || name.isBlank() ? "statement" : name.strip().replaceAll("\\p{Cntrl}", "");
        return text.substring(0, Math.min(text.length(), LONGEST_NAME));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes what was found out of a transaction that leaves nothing. */
    private static final class Undone extends RuntimeException {

        private static final long serialVersionUID = 1;
        private final transient List<Part> parts;

        Undone(List<Part> parts) {
            super("only tried", null, false, false);
            this.parts = parts;
        }
    }
}
