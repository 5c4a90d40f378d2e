package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.almoner.database.Rejection;
import org.almoner.mail.LetterView;
import org.almoner.mail.MailDesk;
import org.almoner.mail.MailQueries;
import org.almoner.mail.MailReports;
import org.almoner.mail.MailServer;
import org.almoner.mail.Sending;

/** The mail: what waits and why, how long it will take, what did not arrive; and stopping, slowing and trying it. */
@Named
@RequestScoped
public class OutboxPage {

    private static final String FORM = "control";
    private static final List<String> STATES =
            List.of("QUEUED", "SENT", "UNDELIVERED", "FAILED", "BOUNCED", "SUPPRESSED", "DROPPED");

    private MailQueries mails;
    private MailDesk desk;
    private MailReports reports;
    private MailServer server;
    private Sending sending;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private final Map<String, String> form = new HashMap<>();
    private String letter;
    private Paging paging;
    private List<LetterView> rows;
    private MailQueries.Standing standing;
    private Sending.Rules rules;
    private Integer reputation;

    protected OutboxPage() {}

    @Inject
    OutboxPage(
            HttpServletRequest request,
            MailQueries mails,
            MailDesk desk,
            MailReports reports,
            MailServer server,
            Sending sending,
            Deeds deeds,
            Viewer viewer,
            Words words,
            Formats formats) {
        // known before the parts of the page are asked whether they are there
        this.letter = Choice.text(request.getParameter("letter"));
        this.mails = mails;
        this.desk = desk;
        this.reports = reports;
        this.server = server;
        this.sending = sending;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        var state = Choice.text(asked.get("state"));
        var wanted = new MailQueries.Wanted(
                state != null && STATES.contains(state) ? state : null,
                Choice.text(asked.get("kind")),
                Choice.text(asked.get("recipient")));
        paging = new Paging(asked);
        rows = mails.slice(wanted, paging.offset(), Paging.SIZE);
        paging.found(rows.size(), mails.count(wanted), words, formats);
    }

    /** Stops all mail. */
    public void pause() {
        change("mail.paused", () -> sending.pause(form.get("reason"), viewer.getEmail()));
    }

    public void resume() {
        change("mail.resumed", () -> sending.resume(viewer.getEmail()));
    }

    /** Keeps how many letters go in a minute. */
    public void limit() {
        change("mail.limited", () -> sending.limit(number("perMinute"), viewer.getEmail()));
    }

    /** The same for one domain. */
    public void limitDomain() {
        change("mail.limited", () -> sending.limit(form.get("domain"), number("domainPerMinute"), viewer.getEmail()));
    }

    /** Sends the reader a letter as donors will get it. */
    public void trial() {
        change("mail.tested", () -> desk.trial(form.get("kind"), viewer.getEmail()), viewer.getEmail());
    }

    /** Lets a letter that waits go at once. */
    public void now() {
        change("mail.hastened", () -> desk.now(letter(), viewer.getEmail()));
    }

    /** Sends a letter that did not arrive once more, to the donor's address of today. */
    public void again() {
        if (deeds.attempt(isMay(), FORM, () -> desk.again(letter(), viewer.getEmail()))) {
            deeds.done("mail.again.done");
            deeds.goTo("outbox");
        }
    }

    /** Whether the reader may send letters again. */
    public boolean isMay() {
        return viewer.isFundraiser() || viewer.isFinance();
    }

    private UUID letter() {
        try {
            return UUID.fromString(letter);
        } catch (IllegalArgumentException | NullPointerException none) {
            throw Rejection.unknown("such letter");
        }
    }

    private void change(String done, Runnable deed, Object... values) {
        if (deeds.attempt(viewer.isFinance(), FORM, deed)) {
            deeds.done(done, values);
            deeds.goTo("outbox");
        }
    }

    private Integer number(String field) {
        var text = Choice.text(form.get(field));
        var number = Choice.number(text);
        if (text != null && (number == null || number > Sending.MOST_PER_MINUTE)) {
            throw Rejection.invalid(field, words.say("mail.perMinute.wrong", Sending.MOST_PER_MINUTE));
        }
        return number == null ? null : number.intValue();
    }

    public MailQueries.Standing getStanding() {
        if (standing == null) {
            standing = mails.standing();
        }
        return standing;
    }

    public Sending.Rules getRules() {
        if (rules == null) {
            rules = sending.rules();
            if (rules.perMinute() != null) {
                form.putIfAbsent("perMinute", rules.perMinute().toString());
            }
        }
        return rules;
    }

    public boolean isPaused() {
        return getRules().pause() != null;
    }

    public boolean isServerThere() {
        return server.isThere();
    }

    public List<Sending.Domain> getDomains() {
        return List.copyOf(getRules().domains().values());
    }

    /** Time left, in words. */
    public String getLeft() {
        var left = getStanding().left(getRules().perMinute());
        if (getStanding().waiting() == 0) {
            return words.say("mail.left.none");
        }
        if (isPaused()) {
            return words.say("mail.left.paused");
        }
        if (left == null) {
            return words.say("mail.left.unknown");
        }
        return left.toMinutes() < 1
                ? words.say("mail.left.soon")
                : words.say("mail.left", left.toHours(), left.toMinutesPart());
    }

    /** What waits, in megabytes. */
    public String getVolume() {
        return words.say("mail.volume", formats.number((getStanding().bytes() + 999_999) / 1_000_000));
    }

    /** How many of the last days were refused for what we are. */
    public int getReputation() {
        if (reputation == null) {
            reputation = reports.reputation();
        }
        return reputation;
    }

    public String getReputationSaid() {
        return reports.lastReputation().orElse("");
    }

    /** Kinds of letters that wait, for the choice of a sample; those of receipts always. */
    public List<String> getKinds() {
        var kinds = new ArrayList<>(getStanding().byKind().keySet());
        if (!kinds.contains("RECEIPT")) {
            kinds.add("RECEIPT");
        }
        return kinds;
    }

    public List<String> getStates() {
        return STATES;
    }

    public List<LetterView> getRows() {
        getPaging();
        return rows;
    }

    public Paging getPaging() {
        // the forms of this page come back without its list having been asked for
        if (paging == null) {
            load();
        }
        return paging;
    }

    /** What the address asks for: {@code state}, {@code kind}, {@code recipient}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }

    /** What stands in the fields: {@code reason}, {@code perMinute}, {@code domain}, {@code domainPerMinute}, {@code kind}. */
    public Map<String, String> getForm() {
        getRules();
        return form;
    }
}
