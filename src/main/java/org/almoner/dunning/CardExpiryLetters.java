package org.almoner.dunning;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Optional;
import org.almoner.gift.PlanLinks;
import org.almoner.mail.Letter;
import org.almoner.mail.LetterSource;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.money.Money;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/** Writes the letters that a card is about to expire, unless it was renewed or its plan is over when their turn comes. */
@ApplicationScoped
public class CardExpiryLetters implements LetterSource {

    private Jdbi jdbi;
    private PlanLinks links;
    private String base;

    protected CardExpiryLetters() {}

    @Inject
    CardExpiryLetters(Jdbi jdbi, PlanLinks links, @ConfigProperty(name = "almoner.base.url") Optional<String> base) {
        this.jdbi = jdbi;
        this.links = links;
        this.base = base.orElse("").replaceAll("/+$", "");
    }

    @Override
    public String kind() {
        return CardNotices.KIND;
    }

    @Override
    public boolean refusable() {
        return true;
    }

    private record Told(Notices.Facts facts, String over) {}

    @Override
    public Letter write(Outbox.Entry entry, Mailbox from) {
        var told = jdbi.withHandle(handle -> handle.createQuery(TOLD)
                .bind("id", entry.about())
                .map((row, context) -> new Told(
                        new Notices.Facts(
                                row.getString("donor"),
                                new Money(row.getLong("amount_minor"), row.getString("currency")),
                                row.getDate("expires_on").toLocalDate().minusDays(1),
                                Writers.card(row),
                                base
                                        + links.path(row.getString("reference"), entry.dated())
                                                .orElseThrow(),
                                Writers.issuer(row),
                                Locale.forLanguageTag(entry.language())),
                        row.getString("over")))
                .one());
        if (told.over() != null) {
            throw new NotNeeded(told.over());
        }
        return Writers.letter(entry, from, told.facts(), Notices.cardExpiry(told.facts()));
    }

    private static final String TOLD =
            """
            select n.expires_on, p.reference, d.name as donor, s.amount_minor, s.currency, e.brand, e.last4,
                   a.legal_name, a.address_lines, a.accent,
                   case when e.expires_on <> n.expires_on then 'the card was renewed'
                        when m.id is distinct from e.id then 'the plan has another card'
                        when p.paused or p.ended_at is not null then 'the plan is paused or over' end as over
            from card_notice n join stripe_payment_method e on e.id = n.payment_method
            join recurring_plan p on p.id = n.plan_id join donor d on d.id = p.donor_id
            join lateral (select * from plan_schedule s where s.plan_id = p.id order by s.since desc limit 1) s on true
            left join lateral (CARD) m on true
            cross join lateral (ISSUER) a
            where n.id = :id
            """
                    .replace("CARD", Writers.CARD)
                    .replace("ISSUER", Writers.ISSUER);
}
