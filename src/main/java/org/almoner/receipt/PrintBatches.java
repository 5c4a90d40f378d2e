package org.almoner.receipt;

import com.lowagie.text.Document;
import com.lowagie.text.DocumentException;
import com.lowagie.text.pdf.PdfCopy;
import com.lowagie.text.pdf.PdfReader;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * A print batch as one PDF: the receipts as they were issued, in the order in which they are posted, each behind an address
 * sheet where it needs one. Put together anew whenever it is asked for; what it is made of never changes.
 */
@ApplicationScoped
public class PrintBatches {

    private Jdbi jdbi;

    protected PrintBatches() {}

    @Inject
    public PrintBatches(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    private record Part(AddressSheet.Window window, Regime regime, byte[] pdf) {}

    /**
     * Writes a batch; a receipt that became void before the batch was sent is left out.
     *
     * @throws IOException when {@code out} does not take it
     * @throws IllegalStateException if none of its receipts counts
     */
    public void write(long batch, OutputStream out) throws IOException {
        try (Document document = new Document();
                PdfCopy copy = new PdfCopy(document, out)) {
            document.open();
            int place = 0;
            // one at a time, so that a large batch takes no more memory than a small one
            for (Optional<Integer> next = after(batch, place); next.isPresent(); next = after(batch, place)) {
                place = next.get();
                Part part = part(batch, place);
                if (AddressSheet.needed(part.regime(), part.window().country())) {
                    append(copy, AddressSheet.print(part.window()));
                }
                append(copy, part.pdf());
            }
            if (place == 0) {
                throw new IllegalStateException("print batch " + batch + " has no receipt that counts");
            }
        } catch (DocumentException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void append(PdfCopy copy, byte[] pdf) throws IOException {
        try (var reader = new PdfReader(pdf)) {
            for (int page = 1; page <= reader.getNumberOfPages(); page++) {
                copy.addPage(copy.getImportedPage(reader, page));
            }
            copy.freeReader(reader);
        }
    }

    private Optional<Integer> after(long batch, int place) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select min(p.place) from receipt_print p
                        join receipt r on r.id = p.receipt_id
                        join print_batch b on b.id = p.batch_id and (b.sent_at is not null or r.status = 'ISSUED')
                        where p.batch_id = ? and p.place > ?
                        """)
                .bind(0, batch)
                .bind(1, place)
                .mapTo(Integer.class)
                .findOne());
    }

    private Part part(long batch, int place) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select r.number, r.issued_on, s.regime, f.bytes, coalesce(i.country, a.country, '') as country,
                               coalesce(r.facts #>> '{issuer,name}', a.legal_name) as issuer,
                               array(select jsonb_array_elements_text(r.facts #> '{issuer,address}')) as sender,
                               coalesce(r.facts #>> '{donor,name}', '') as donor,
                               array(select jsonb_array_elements_text(r.facts #> '{donor,address}')) as receiver
                        from receipt_print p
                        join receipt r on r.id = p.receipt_id
                        join receipt_pdf f on f.receipt_id = r.id
                        join receipt_series s on s.id = r.series_id
                        join affiliate a on a.id = r.affiliate_id
                        left join receipt_issuer i on i.legal_entity_id = s.legal_entity_id and s.regime <> 'PLAIN'
                        where p.batch_id = ? and p.place = ?
                        """)
                .bind(0, batch)
                .bind(1, place)
                .map((row, context) -> part(row))
                .one());
    }

    private static Part part(ResultSet row) throws SQLException {
        return new Part(
                new AddressSheet.Window(
                        row.getString("number"),
                        row.getObject("issued_on", LocalDate.class),
                        row.getString("country"),
                        AddressSheet.lines(row.getString("issuer"), texts(row.getArray("sender"))),
                        AddressSheet.lines(row.getString("donor"), texts(row.getArray("receiver")))),
                Regime.valueOf(row.getString("regime")),
                row.getBytes("bytes"));
    }

    private static List<String> texts(Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }
}
