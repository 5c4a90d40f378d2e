package org.almoner.receipt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/** Receipts as they would be issued now, with TEST across: no number is taken, nothing is kept and nobody gets mail. */
@ApplicationScoped
public class ReceiptTrials {

    /** The most pages of a run; enough to look at every case. */
    public static final int MOST = 50;

    private Transactions transactions;
    private ReceiptIssue issue;
    private Calendar calendar;

    protected ReceiptTrials() {}

    @Inject
    public ReceiptTrials(Transactions transactions, ReceiptIssue issue, Calendar calendar) {
        this.transactions = transactions;
        this.issue = issue;
        this.calendar = calendar;
    }

    private record Candidate(long gift, String reference) {}

    /**
     * The page that a gift would get.
     *
     * @param reference of the gift
     * @throws Rejection if there is no such gift, nothing of it remains, or something is missing for its receipt
     */
    public byte[] page(String reference) {
        return transactions.inNew(handle -> {
            Candidate due = handle.createQuery("select g.id, g.reference from gift g where g.reference = ?"
                            + " and g.donor_id is not null and " + Due.LEFT + " > 0")
                    .bind(0, reference)
                    .map((row, context) -> new Candidate(row.getLong("id"), row.getString("reference")))
                    .findOne()
                    .orElseThrow(() -> Rejection.unknown("gift " + reference + " that could get a receipt"));
            var trial = issue.trial(handle, calendar.today(), due.gift());
            if (trial.pdf() == null) {
                throw Rejection.invalid("gift", "its receipt cannot be issued for what is missing: " + trial.missing());
            }
            return trial.pdf();
        });
    }

    /**
     * The pages that the next close would issue for a legal entity's gifts, the first {@link #MOST} of them, as a ZIP; what
     * would wait instead stands in {@code waiting.txt} with what is missing.
     *
     * @param entity code of the legal entity
     * @throws IOException when {@code out} does not take it
     */
    public void run(String entity, OutputStream out) throws IOException {
        try (var zip = new ZipOutputStream(out)) {
            var waiting = new StringBuilder();
            transactions.inNew(handle -> {
                for (Candidate due : due(handle, entity)) {
                    var trial = issue.trial(handle, calendar.today(), due.gift());
                    if (trial.pdf() == null) {
                        waiting.append(due.reference())
                                .append(' ')
                                .append(trial.missing())
                                .append('\n');
                    } else {
                        put(zip, due.reference().replaceAll("[^A-Za-z0-9._-]", "_") + ".pdf", trial.pdf());
                    }
                }
                return null;
            });
            put(zip, "waiting.txt", waiting.toString().getBytes(StandardCharsets.UTF_8));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) {
        try {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(bytes);
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Candidate> due(Handle handle, String entity) {
        return handle.createQuery(
                        """
                        select g.id, g.reference
                        from <tables>
                        join legal_entity e on e.id = coalesce(s.legal_entity_id, 1) and e.code = :entity
                        where <due>
                        order by g.id limit :most
                        """
                                .replace("<tables>", Due.FROM)
                                .replace("<due>", Due.NIGHTLY))
                .bind("entity", entity)
                .bind("most", MOST)
                .map((row, context) -> new Candidate(row.getLong("id"), row.getString("reference")))
                .list();
    }
}
