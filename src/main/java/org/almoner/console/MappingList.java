package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.almoner.journal.Journals;
import org.almoner.journal.LedgerRole;
import org.almoner.journal.MappingQueries;
import org.almoner.journal.MappingRule;
import org.almoner.time.Calendar;

/** The rules of a month, and what of it has no account. */
@Named
@RequestScoped
public class MappingList {

    private MappingQueries rules;
    private Journals journals;
    private Calendar calendar;
    private HttpServletRequest request;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<MappingRule> rows;
    private List<Journals.Missing> unmapped;
    private String refusal;
    private String said;

    protected MappingList() {}

    @Inject
    MappingList(
            MappingQueries rules,
            Journals journals,
            Calendar calendar,
            HttpServletRequest request,
            Words words,
            Formats formats) {
        this.rules = rules;
        this.journals = journals;
        this.calendar = calendar;
        this.request = request;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        var wanted = new MappingQueries.Wanted(
                Choice.month(asked.get("month")), Choice.text(asked.get("role")), Choice.text(asked.get("account")));
        paging = new Paging(asked);
        rows = rules.slice(wanted, paging.offset(), Paging.SIZE);
        paging.found(rows.size(), rules.count(wanted), words, formats);
        // adding a month up takes its time, so that only who asks for one waits for it
        unmapped = Choice.month(asked.get("month")) == null ? List.of() : journals.unmapped(getMonth());
        refusal = StripeReportList.once(request, JournalFiles.REFUSED);
        said = StripeReportList.once(request, JournalFiles.TAKEN);
    }

    /** The month whose entries without an account are shown, or can be. */
    public YearMonth getMonth() {
        return Objects.requireNonNullElse(
                Choice.month(asked.get("month")),
                YearMonth.from(calendar.today()).minusMonths(1));
    }

    public List<MappingRule> getRows() {
        return rows;
    }

    /** In whose books entries have no account. */
    public List<Journals.Missing> getUnmapped() {
        return unmapped;
    }

    public Paging getPaging() {
        return paging;
    }

    public List<String> getRoles() {
        return LedgerRole.ALL;
    }

    public String getRefusal() {
        return refusal;
    }

    public String getSaid() {
        return said;
    }

    /** What the address asks for: {@code month}, {@code role}, {@code account}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
