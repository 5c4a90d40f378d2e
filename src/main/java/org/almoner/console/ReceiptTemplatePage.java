package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.almoner.database.Rejection;
import org.almoner.mail.MailText;
import org.almoner.receipt.Passage;
import org.almoner.receipt.ReceiptTemplate;
import org.almoner.receipt.ReceiptTemplates;
import org.almoner.receipt.TemplatePreviews;
import org.almoner.time.Calendar;

/** Issuers' own texts: the list of versions, and one of them as it would look on a real gift, to be approved. */
@Named
@RequestScoped
public class ReceiptTemplatePage {

    private static final String FORM = "approval";

    private ReceiptTemplates templates;
    private TemplatePreviews previews;
    private Calendar calendar;
    private Deeds deeds;
    private Viewer viewer;

    private Long id;
    private String gift;
    private ReceiptTemplate template;
    private List<ReceiptTemplate> rows;
    private Integer drafts;
    private MailText mail;
    private String obstacle;
    private boolean tried;
    private final Map<String, String> form = new HashMap<>();

    protected ReceiptTemplatePage() {}

    @Inject
    ReceiptTemplatePage(
            HttpServletRequest request,
            ReceiptTemplates templates,
            TemplatePreviews previews,
            Calendar calendar,
            Deeds deeds,
            Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.number(request.getParameter("id"));
        this.gift = Choice.text(request.getParameter("gift"));
        this.templates = templates;
        this.previews = previews;
        this.calendar = calendar;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    public void load() {
        if (getTemplate() == null) {
            Deeds.missing();
            return;
        }
        form.put("edition", Integer.toString(template.edition()));
        form.put("from", calendar.today().toString());
    }

    /** Lets the draft speak from a day on. */
    public void approve() {
        var done = deeds.attempt(
                viewer.isFinance(),
                FORM,
                () -> templates.approve(id, Integer.parseInt(form.get("edition")), from(), viewer.getEmail()));
        if (done) {
            deeds.done("template.approved");
            deeds.goTo("receipt-template?id=" + id);
        }
    }

    /** Throws the draft away. */
    public void discard() {
        if (deeds.attempt(viewer.isFundraiser(), FORM, () -> templates.discard(id, viewer.getEmail()))) {
            deeds.done("template.discarded");
            deeds.goTo("receipt-templates");
        }
    }

    private LocalDate from() {
        var text = Choice.text(form.get("from"));
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeException notADay) {
            throw Rejection.invalid("from", "write a day, such as " + calendar.today());
        }
    }

    public List<ReceiptTemplate> getRows() {
        if (rows == null) {
            rows = templates.all();
        }
        return rows;
    }

    /** How many drafts wait. */
    public int getDrafts() {
        if (drafts == null) {
            drafts = templates.drafts();
        }
        return drafts;
    }

    /** The one asked for, or null. */
    public ReceiptTemplate getTemplate() {
        if (template == null && id != null) {
            template = templates.find(id).orElse(null);
        }
        return template;
    }

    public List<ReceiptTemplate> getOthers() {
        return templates.others(getTemplate());
    }

    /** The passages that say something. */
    public List<Passage> getSaid() {
        return getTemplate().words().entrySet().stream()
                .filter(word -> !word.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether the reader may approve it: another person, of finance. */
    public boolean isApprovable() {
        return getTemplate().draft() && viewer.isFinance() && !isOwn();
    }

    /** Whether the reader wrote on it. */
    public boolean isOwn() {
        return getTemplate().authors().contains(viewer.getEmail());
    }

    /** The language in its own words. */
    public String language(String tag) {
        var locale = Locale.forLanguageTag(tag);
        return locale.getDisplayLanguage(locale);
    }

    /** The gift that is looked at: the one asked for, or the newest that it holds for; null while there is none. */
    public String getGift() {
        if (gift == null) {
            gift = previews.gift(getTemplate()).orElse(null);
        }
        return gift;
    }

    /** The mail that it makes, or null. */
    public MailText getMail() {
        preview();
        return mail;
    }

    /** Why the gift cannot be looked at, or null. */
    public String getObstacle() {
        preview();
        return obstacle;
    }

    private void preview() {
        if (tried || getGift() == null) {
            return;
        }
        tried = true;
        try {
            mail = previews.mail(getTemplate(), gift);
            previews.page(getTemplate(), gift);
        } catch (Rejection rejection) {
            obstacle = rejection.getMessage();
        }
    }

    /** Where the page of the gift is. */
    public String getPageAddress() {
        return "files/receipt-templates/" + id + ".pdf?gift=" + URLEncoder.encode(getGift(), StandardCharsets.UTF_8)
                + "#navpanes=0&view=FitH";
    }

    /** What stands in the fields: {@code from}, {@code edition}. */
    public Map<String, String> getForm() {
        return form;
    }
}
