package org.almoner.receipt;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.almoner.money.Money;

/**
 * A receipt about to be issued: for one gift, or for several of a donor, an issuer and a currency.
 *
 * @param year that it sums up; null for one gift
 * @param gone gifts of the receipt it replaces of which nothing is left: it does not name them, and stands for them
 */
record Paper(List<GiftToReceipt> gifts, Integer year, List<Long> gone) {

    /** A receipt for one gift. */
    static Paper of(GiftToReceipt gift) {
        return new Paper(List.of(gift), null, List.of());
    }

    /** The gift whose donor, issuer and affiliate stand for all. */
    GiftToReceipt first() {
        return gifts.get(0);
    }

    Issuing issuing() {
        return first().issuing();
    }

    /** The language of the letter with it. */
    Locale language() {
        return first().language();
    }

    /** Where it is mailed; null where the donor has no address or wants paper, or a hand must sign it: it goes by post. */
    String mailedTo() {
        String email = first().email();
        return byHand() || first().paper() || email == null || email.isBlank() ? null : email.strip();
    }

    /**
     * Whether it goes by post whatever the donor's address: in Germany what is made by machine may only be about money, and
     * the letters speak of amounts, which a page about things may not.
     */
    boolean byHand() {
        return gifts.stream().anyMatch(gift -> gift.giftAsPrinted().nature() != null);
    }

    /** The versions of templates that speak on its page and in its mail. */
    Long[] templates() {
        return year == null ? first().templates() : new Long[0];
    }

    /** What is printed. */
    ReceiptDocument document(String number, LocalDate issuedOn, String replaces, Thresholds thresholds) {
        if (year == null) {
            return first().document(number, issuedOn, replaces, thresholds);
        }
        Regime regime = issuing().regime();
        List<ReceiptDocument.Gift> printed =
                gifts.stream().map(GiftToReceipt::giftAsPrinted).toList();
        List<Assessment> assessments =
                gifts.stream().map(gift -> gift.assessment(thresholds)).toList();
        return new ReceiptDocument(
                number,
                issuedOn,
                regime,
                issuing().issuer(),
                first().donorAsPrinted(),
                sum(printed),
                Assessment.sum(assessments),
                replaces,
                regime.language(language()),
                // an issuer's own words speak of one gift
                Wording.BUILT_IN,
                new ReceiptDocument.Collected(year, printed, assessments));
    }

    /** What is missing for any of its gifts, or to bring it to the donor. */
    List<Lack> missing(LocalDate issuedOn, Thresholds thresholds) {
        Set<Lack> lacks = EnumSet.noneOf(Lack.class);
        for (GiftToReceipt gift : gifts) {
            lacks.addAll(Lack.of(gift.document("0", issuedOn, null, thresholds), thresholds));
        }
        if (mailedTo() == null && first().donorAsPrinted().addressLines().isEmpty()) {
            lacks.add(Lack.ADDRESS);
        }
        return List.copyOf(lacks);
    }

    static ReceiptDocument.Gift sum(List<ReceiptDocument.Gift> gifts) {
        Money total = gifts.stream()
                .map(ReceiptDocument.Gift::amount)
                .reduce(Money::plus)
                .orElseThrow();
        LocalDate last = gifts.stream()
                .map(ReceiptDocument.Gift::receivedOn)
                .max(LocalDate::compareTo)
                .orElseThrow();
        boolean waiver = gifts.stream().anyMatch(ReceiptDocument.Gift::waiver);
        return new ReceiptDocument.Gift(last, total, null, null, null, null, waiver ? Nature.waiver() : null);
    }

    /** The gifts of a year that go on one paper each: by series, donor and currency; those in kind by themselves. */
    static List<Paper> collect(List<GiftToReceipt> gifts, int year) {
        var together = new TreeMap<String, List<GiftToReceipt>>();
        for (GiftToReceipt gift : gifts) {
            var printed = gift.giftAsPrinted();
            String key = String.join(
                    " ",
                    gift.issuing().prefix(),
                    String.format(Locale.ROOT, "%019d", gift.donor()),
                    printed.amount().currency(),
                    printed.inKind() ? String.format(Locale.ROOT, "%019d", gift.gift()) : "");
            together.computeIfAbsent(key, first -> new ArrayList<>()).add(gift);
        }
        return together.values().stream()
                .map(each -> each.get(0).giftAsPrinted().inKind()
                        ? Paper.of(each.get(0))
                        : new Paper(byDay(each), year, List.of()))
                .toList();
    }

    /** In the order in which they were received, as the annex lists them. */
    static List<GiftToReceipt> byDay(List<GiftToReceipt> gifts) {
        return gifts.stream()
                .sorted(Comparator.comparing(
                                (GiftToReceipt gift) -> gift.giftAsPrinted().receivedOn())
                        .thenComparing(GiftToReceipt::gift))
                .toList();
    }
}
