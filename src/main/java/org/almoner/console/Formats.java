package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.almoner.database.Page;
import org.almoner.gift.Rhythm;
import org.almoner.money.Money;
import org.almoner.money.MoneyFormat;
import org.almoner.time.Calendar;

/** Writes amounts, numbers, days and moments for the reader; moments in the organisation's zone. */
@Named
@RequestScoped
public class Formats {

    static final String UNKNOWN = "–";

    private static final Map<String, String> TONES = Map.ofEntries(
            Map.entry("RECEIVED", "ok"),
            Map.entry("PENDING", "info"),
            Map.entry("PARTIALLY_REFUNDED", "warn"),
            Map.entry("REFUNDED", "warn"),
            Map.entry("DISPUTED", "bad"),
            Map.entry("CHARGED_BACK", "bad"),
            Map.entry("FAILED", "bad"),
            Map.entry("BOUNCED", "bad"),
            Map.entry("SUPPRESSED", "bad"),
            Map.entry("QUEUED", "info"),
            Map.entry("STARTED", "info"),
            Map.entry("COMPLETED", "ok"),
            Map.entry("STOPPED", "warn"),
            Map.entry("HOLDS", "ok"),
            Map.entry("BROKEN", "bad"),
            Map.entry("BALANCED", "ok"),
            Map.entry("CLOSED", "ok"),
            Map.entry("OPEN", "warn"),
            Map.entry("MADE", "info"),
            Map.entry("EXPORTED", "info"),
            Map.entry("CONFIRMED", "ok"),
            Map.entry("REVERSED", "warn"),
            Map.entry("WAITING", "warn"),
            Map.entry("MATCHED", "ok"),
            Map.entry("UNDONE", "warn"),
            Map.entry("SENT", "ok"),
            Map.entry("REQUESTED", "warn"),
            Map.entry("APPROVED", "info"),
            Map.entry("COMING", "info"),
            Map.entry("IN_FORCE", "ok"),
            Map.entry("SENDING", "info"),
            Map.entry("REFUSED", "bad"),
            Map.entry("DECLINED", "warn"),
            Map.entry("ISSUED", "ok"),
            Map.entry("VOID", "bad"),
            Map.entry("REPLACED", "warn"),
            Map.entry("NEW", "info"),
            Map.entry("DRAFT", "info"),
            Map.entry("EXPLAINED", "ok"),
            Map.entry("SUSPENSE", "bad"),
            Map.entry("FINAL", "ok"),
            Map.entry("REOPENED", "bad"),
            Map.entry("DONE", "ok"),
            Map.entry("PARKED", "bad"),
            Map.entry("ACTIVE", "ok"),
            Map.entry("TAKING", "ok"),
            Map.entry("UNFINISHED", "warn"),
            Map.entry("ADDS_UP", "ok"),
            Map.entry("DOES_NOT_ADD_UP", "bad"),
            Map.entry("AGREES", "ok"),
            Map.entry("DIFFERS", "bad"),
            Map.entry("paid", "ok"),
            Map.entry("failed", "bad"),
            Map.entry("succeeded", "ok"),
            Map.entry("pending", "info"),
            Map.entry("in_transit", "info"),
            Map.entry("canceled", "warn"),
            Map.entry("active", "ok"),
            Map.entry("past_due", "warn"),
            Map.entry("unpaid", "bad"),
            Map.entry("paused", "info"),
            Map.entry("trialing", "info"),
            Map.entry("incomplete", "info"),
            Map.entry("incomplete_expired", "bad"),
            Map.entry("PAID", "ok"),
            Map.entry("PAID_ELSEWHERE", "ok"),
            Map.entry("UNCOLLECTIBLE", "bad"),
            Map.entry("lost", "bad"),
            Map.entry("won", "ok"),
            Map.entry("needs_response", "warn"),
            Map.entry("warning_needs_response", "warn"),
            Map.entry("appeal_needs_response", "warn"),
            Map.entry("under_review", "info"),
            Map.entry("warning_under_review", "info"),
            Map.entry("appeal_under_review", "info"),
            Map.entry("prevented", "ok"),
            Map.entry("open", "warn"),
            Map.entry("approved", "ok"),
            Map.entry("CONDITIONAL", "info"),
            Map.entry("UNCONDITIONAL", "warn"),
            Map.entry("FULFILLED", "ok"),
            Map.entry("LAPSED", "bad"),
            Map.entry("ELIGIBLE", "ok"),
            Map.entry("CLAIMED", "info"),
            Map.entry("UNPROVEN", "warn"),
            Map.entry("CANCELLED", "warn"),
            Map.entry("SUBMITTED", "info"),
            Map.entry("WITHDRAWN", "warn"));

    private Calendar calendar;
    private Viewer viewer;
    private Words words;

    protected Formats() {}

    @Inject
    Formats(Calendar calendar, Viewer viewer, Words words) {
        this.calendar = calendar;
        this.viewer = viewer;
        this.words = words;
    }

    public String money(Money money) {
        return money == null ? UNKNOWN : MoneyFormat.of(viewer.getLocale()).withSign(money);
    }

    public String money(long minor, String currency) {
        return money(new Money(minor, currency));
    }

    /** The bare number in major units, where the currency stands elsewhere. */
    public String amount(long minor, String currency) {
        return MoneyFormat.of(viewer.getLocale()).number(new Money(minor, currency));
    }

    public String number(long number) {
        return NumberFormat.getIntegerInstance(viewer.getLocale()).format(number);
    }

    /** A count that stopped at {@link Page#COUNT_CAP}. */
    public String capped(int count) {
        return count > Page.COUNT_CAP ? number(Page.COUNT_CAP) + "+" : number(count);
    }

    /** The width of a bar: what is beyond 100 does not show. */
    public long capped100(long percent) {
        return Math.max(0, Math.min(100, percent));
    }

    /** A share of a whole in whole percent; a dash where there is no whole. */
    public String share(long part, long whole) {
        return whole == 0 ? UNKNOWN : number(Math.round(part * 100.0 / whole)) + "\u202f%";
    }

    /** A fraction as a percentage with at most one place; a dash where nothing could be divided. */
    public String percent(BigDecimal fraction) {
        if (fraction == null) {
            return UNKNOWN;
        }
        var format = NumberFormat.getNumberInstance(viewer.getLocale());
        format.setMaximumFractionDigits(1);
        return format.format(fraction.movePointRight(2)) + "\u202f%";
    }

    /** A fraction in whole percent, for bars. */
    public long whole(BigDecimal fraction) {
        return fraction == null ? 0 : fraction.movePointRight(2).longValue();
    }

    /** A country by its two letters, in the reader's language. */
    public String country(String code) {
        return code == null || code.isBlank()
                ? UNKNOWN
                : new Locale.Builder().setRegion(code).build().getDisplayCountry(viewer.getLocale());
    }

    /** A language by its tag, in the reader's language. */
    public String language(String tag) {
        return Locale.forLanguageTag(tag).getDisplayName(viewer.getLocale());
    }

    public String languages(List<String> tags) {
        return tags.isEmpty() ? UNKNOWN : tags.stream().map(this::language).collect(Collectors.joining(", "));
    }

    /** A number with so many places; a dash where there is none. */
    public String decimal(BigDecimal value, int places) {
        if (value == null) {
            return UNKNOWN;
        }
        var format = NumberFormat.getNumberInstance(viewer.getLocale());
        format.setMinimumFractionDigits(places);
        format.setMaximumFractionDigits(places);
        return format.format(value);
    }

    /** {@code 20 Nov 2026, 14:05} in the organisation's zone. */
    public String instant(Instant instant) {
        return instant == null
                ? UNKNOWN
                : formatter(DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT))
                        .format(instant.atZone(calendar.zone()));
    }

    public String day(LocalDate day) {
        return day == null
                ? UNKNOWN
                : formatter(DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM))
                        .format(day);
    }

    /** The day and month, for axes. */
    public String shortDay(LocalDate day) {
        return formatter(DateTimeFormatter.ofPattern(language().equals("de") ? "d. MMM" : "d MMM"))
                .format(day);
    }

    public String month(YearMonth month) {
        return month == null
                ? UNKNOWN
                : formatter(DateTimeFormatter.ofPattern("LLLL yyyy")).format(month);
    }

    /** The name of the organisation's zone, such as {@code Central European Time (Europe/Vienna)}. */
    public String getZone() {
        return calendar.zone().getDisplayName(TextStyle.FULL, viewer.getLocale()) + " (" + calendar.zone() + ")";
    }

    /** {@code every month}, {@code every 2 weeks}; a dash where it is not known. */
    public String rhythm(Rhythm rhythm) {
        return rhythm == null ? UNKNOWN : words.say("plan.every." + rhythm.unit(), rhythm.count());
    }

    public String tone(Object state) {
        return state == null ? "" : TONES.getOrDefault(state.toString(), "");
    }

    public String word(String what, Object state) {
        return words.of(what, state);
    }

    private String language() {
        return viewer.getLocale().getLanguage();
    }

    private DateTimeFormatter formatter(DateTimeFormatter formatter) {
        // a bare "en" would write American dates; an organisation that lives in a zone reads day before month
        var locale =
                language().equals("en") && viewer.getLocale().getCountry().isEmpty() ? Locale.UK : viewer.getLocale();
        return formatter.withLocale(locale);
    }
}
