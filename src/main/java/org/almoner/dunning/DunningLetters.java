package org.almoner.dunning;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Optional;
import org.almoner.dunning.Step.Template;
import org.almoner.gift.PlanLinks;
import org.almoner.mail.Letter;
import org.almoner.mail.LetterSource;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/** Writes the letters about instalments that could not be collected, unless that is over when their turn comes. */
@ApplicationScoped
public class DunningLetters implements LetterSource {

    private Jdbi jdbi;
    private Calendar calendar;
    private PlanLinks links;
    private String base;

    protected DunningLetters() {}

    @Inject
    DunningLetters(
            Jdbi jdbi,
            Calendar calendar,
            PlanLinks links,
            @ConfigProperty(name = "almoner.base.url") Optional<String> base) {
        this.jdbi = jdbi;
        this.calendar = calendar;
        this.links = links;
        this.base = base.orElse("").replaceAll("/+$", "");
    }

    @Override
    public String kind() {
        return Dunning.KIND;
    }

    @Override
    public boolean refusable() {
        return true;
    }

    private record Told(Notices.Facts facts, String declineClass, String template, String over) {}

    @Override
    public Letter write(Outbox.Entry entry, Mailbox from) {
        var told = jdbi.withHandle(handle -> handle.createQuery(TOLD)
                .bind("id", entry.about())
                .map((row, context) -> new Told(
                        new Notices.Facts(
                                row.getString("donor"),
                                new Money(row.getLong("amount_due_minor"), row.getString("currency")),
                                calendar.dayOf(row.getTimestamp("due").toInstant()),
                                Writers.card(row),
                                base
                                        + links.path(row.getString("reference"), entry.dated())
                                                .orElseThrow(),
                                Writers.issuer(row),
                                Locale.forLanguageTag(entry.language())),
                        row.getString("class"),
                        row.getString("template"),
                        row.getString("over")))
                .one());
        if (told.over() != null) {
            throw new NotNeeded(told.over());
        }
        return Writers.letter(
                entry,
                from,
                told.facts(),
                Notices.failure(Template.valueOf(told.template()), told.declineClass(), told.facts()));
    }

    private static final String TOLD =
            """
            select s.template, f.class, p.reference, d.name as donor, i.amount_due_minor, i.currency,
                   coalesce(i.created_at, f.first_failed_at) as due, m.brand, m.last4,
                   a.legal_name, a.address_lines, a.accent,
                   case when f.ended_at is not null or e.ending is not null
                             then 'the failure is over: ' || coalesce(f.ending, e.ending)
                        when p.paused then 'the plan is paused'
                        when c.unless_giving and GIVES_OTHERWISE then 'the donor gives otherwise' end as over
            from plan_failure_step s join plan_failure f on f.id = s.failure_id
            join recurring_plan p on p.id = f.plan_id join donor d on d.id = p.donor_id
            join decline_class c on c.code = f.class
            join stripe_invoice i on i.id = f.invoice
            left join plan_failure_ending e on e.id = f.id
            left join lateral (CARD) m on true
            cross join lateral (ISSUER) a
            where s.id = :id
            """
                    .replace("GIVES_OTHERWISE", Writers.GIVES_OTHERWISE)
                    .replace("CARD", Writers.CARD)
                    .replace("ISSUER", Writers.ISSUER);
}
