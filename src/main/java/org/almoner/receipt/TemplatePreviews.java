package org.almoner.receipt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.mail.MailText;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/** A template on a real gift: the page and the mail that it would make, with no number taken and nothing kept or sent. */
@ApplicationScoped
public class TemplatePreviews {

    private Transactions transactions;
    private Calendar calendar;
    private ReceiptCodes codes;
    private final ReceiptPrinter printer = new ReceiptPrinter();

    protected TemplatePreviews() {}

    @Inject
    public TemplatePreviews(Transactions transactions, Calendar calendar, ReceiptCodes codes) {
        this.transactions = transactions;
        this.calendar = calendar;
        this.codes = codes;
    }

    /** The newest gift that a template's scope holds for, by its reference; none while no such gift was received. */
    public Optional<String> gift(ReceiptTemplate template) {
        var scope = template.scope();
        return transactions.inNew(handle -> handle.createQuery(NEWEST)
                .bind("entity", scope.entity())
                .bind("campaign", scope.campaign())
                .bind("fund", scope.fund())
                .mapTo(String.class)
                .findOne());
    }

    /**
     * The page with TEST across.
     *
     * @param gift reference of any gift of a known donor
     * @throws Rejection if there is no such gift, or something is missing for its receipt
     */
    public byte[] page(ReceiptTemplate template, String gift) {
        return transactions.inNew(handle -> {
            Thresholds thresholds = Thresholds.read(handle);
            ReceiptDocument document = document(known(handle, template, gift), thresholds);
            List<Lack> lacks = Lack.of(document, thresholds);
            if (!lacks.isEmpty()) {
                throw Rejection.invalid("gift", "its receipt cannot be issued for what is missing: " + lacks);
            }
            String check = codes.read(handle).address(document.number());
            return Stamp.TEST.on(
                    printer.print(document, check), document.language().toLanguageTag());
        });
    }

    /**
     * The mail.
     *
     * @param gift reference of any gift of a known donor
     * @throws Rejection if there is no such gift
     */
    public MailText mail(ReceiptTemplate template, String gift) {
        return transactions.inNew(handle -> {
            GiftToReceipt known = known(handle, template, gift);
            ReceiptDocument document = document(known, Thresholds.read(handle));
            var facts = new MailText.Facts(
                    document.number(),
                    document.issuer().legalName(),
                    document.issuer().addressLines(),
                    document.issuer().accent(),
                    document.donor().name(),
                    document.gift().amount(),
                    document.gift().receivedOn(),
                    document.gift().fund(),
                    known.language());
            return MailText.receipt(
                    facts, ReceiptLetters.own(facts, document.gift().campaign(), known.inMail()));
        });
    }

    private ReceiptDocument document(GiftToReceipt gift, Thresholds thresholds) {
        LocalDate today = calendar.today();
        String number = Numbers.written(gift.issuing().prefix(), today.getYear(), 0);
        return gift.document(number, today, null, thresholds);
    }

    private GiftToReceipt known(Handle handle, ReceiptTemplate template, String reference) {
        long id = handle.createQuery("select g.id from gift g where g.reference = ? and g.donor_id is not null and "
                        + REMAINING + " > 0")
                .bind(0, reference)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> Rejection.unknown("gift " + reference + " that could get a receipt"));
        GiftToReceipt gift = GiftToReceipt.read(handle, calendar, calendar.today(), "true", Map.of(), List.of(id))
                .get(0);
        var language = new Locale.Builder()
                .setLanguage(template.scope().language())
                .setRegion(gift.language().getCountry())
                .build();
        return gift.trying(new Wording.Version(template.id(), template.words()), language);
    }

    private static final String REMAINING =
            "g.received_minor - g.refunded_minor - g.disputed_minor - g.charged_back_minor";

    private static final String NEWEST =
            """
            select g.reference
            from gift g
            left join stripe_account_entity s on s.stripe_account = g.stripe_account
            join legal_entity e on e.id = coalesce(s.legal_entity_id, 1) and e.code = coalesce(:entity, e.code)
            left join campaign c on c.id = g.campaign_id
            left join fund f on f.id = g.fund_id
            where g.donor_id is not null and g.status = 'RECEIVED'
              and (:campaign::text is null or c.code = :campaign) and (:fund::text is null or f.code = :fund)
            order by g.received_at desc, g.id desc limit 1
            """;
}
