package org.almoner.bank;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.almoner.bank.BankFile.Part;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.jdbi.v3.core.Jdbi;

/** Reads statements and the files they came with for screens and API, the newest first. */
@ApplicationScoped
public class BankStatements {

    private Jdbi jdbi;

    protected BankStatements() {}

    @Inject
    public BankStatements(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The page after a cursor, or the first, in the order of their last days.
     *
     * @param account only this account's, or null
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<Part> page(Long account, String after, int limit) {
        var filter = new Filter().andIf(account, "s.bank_account_id = ?");
        if (after != null) {
            var place = Cursor.read(after, 2);
            filter.and("(s.until, s.id) < (?::date, ?)", place.text(0), place.number(1));
        }
        return Page.cut(select(filter, 0, limit + 1), limit, part -> Cursor.of(part.until(), part.statement()));
    }

    /** Rows from an offset on, for tables with page numbers; the offset is no greater than {@link Page#COUNT_CAP}. */
    public List<Part> slice(Long account, int offset, int limit) {
        return select(new Filter().andIf(account, "s.bank_account_id = ?"), Math.min(offset, Page.COUNT_CAP), limit);
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(Long account) {
        return jdbi.withHandle(
                handle -> new Filter().andIf(account, "s.bank_account_id = ?").count(handle, "bank_statement s"));
    }

    /** Files, the newest first, without their statements. */
    public Page<BankFile> files(String after, int limit) {
        var filter = new Filter();
        if (after != null) {
            filter.and("f.id < ?", Cursor.read(after, 1).number(0));
        }
        var sql = "select f.* from bank_file f where " + filter.sql() + " order by f.id desc limit ?";
        List<BankFile> found = jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit + 1)
                .map((row, context) -> FileStore.read(row, List.of()))
                .list());
        return Page.cut(found, limit, file -> Cursor.of(file.id()));
    }

    private List<Part> select(Filter filter, int offset, int limit) {
        var sql = FileStore.STATEMENT + " where " + filter.sql() + " order by s.until desc, s.id desc limit ? offset ?";
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit, offset)
                .map((row, context) -> FileStore.part(row))
                .list());
    }
}
