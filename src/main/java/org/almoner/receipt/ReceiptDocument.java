package org.almoner.receipt;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.almoner.money.Money;

/**
 * Every fact that is printed on a receipt.
 *
 * @param number with its series, ends in digits
 * @param issuedOn day of issue in the organisation's zone
 * @param regime whose rules the page follows
 * @param issuer who received the gift
 * @param donor who gave it
 * @param gift what was given
 * @param assessment what the regime makes of the gift
 * @param replaces number of the receipt that this one cancels and replaces; null for the first one of a gift
 * @param language of the donor; English where Almoner does not speak it. Its country decides how dates and amounts look
 * @param wording what the issuer says in own words
 * @param collected the gifts of a receipt for a year's; null for one gift
 */
public record ReceiptDocument(
        String number,
        LocalDate issuedOn,
        Regime regime,
        Issuer issuer,
        Donor donor,
        Gift gift,
        Assessment assessment,
        String replaces,
        Locale language,
        Wording wording,
        Collected collected) {

    public ReceiptDocument {
        if (number == null || !number.matches(".*\\d")) {
            throw new IllegalArgumentException("a receipt number ends in digits, not '" + number + "'");
        }
        Objects.requireNonNull(issuedOn, "issuedOn");
        Objects.requireNonNull(regime, "regime");
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(donor, "donor");
        Objects.requireNonNull(gift, "gift");
        Objects.requireNonNull(language, "language");
        Objects.requireNonNull(wording, "wording");
    }

    /** A receipt for one gift in Almoner's own words. */
    public ReceiptDocument(
            String number,
            LocalDate issuedOn,
            Regime regime,
            Issuer issuer,
            Donor donor,
            Gift gift,
            Assessment assessment,
            String replaces,
            Locale language) {
        this(number, issuedOn, regime, issuer, donor, gift, assessment, replaces, language, Wording.BUILT_IN, null);
    }

    /** A first receipt by no tax regime's rules. */
    public ReceiptDocument(String number, LocalDate issuedOn, Issuer issuer, Donor donor, Gift gift, Locale language) {
        this(number, issuedOn, Regime.PLAIN, issuer, donor, gift, Assessment.none(gift), null, language);
    }

    /**
     * The organisation that issues.
     *
     * @param legalName as registered
     * @param addressLines from the street to the country
     * @param registrationNumber as the regulator gave it; null if there is none
     * @param statement the legal sentences under the facts; null if there are none. Line breaks are kept
     * @param logo PNG or JPEG; null, and anything that cannot be read, gives the house mark
     * @param accent {@code #rrggbb}; null gives the house colour
     * @param standing what tax offices want to read of it
     */
    public record Issuer(
            String legalName,
            List<String> addressLines,
            String registrationNumber,
            String statement,
            byte[] logo,
            String accent,
            Standing standing) {

        public Issuer {
            if (legalName == null || legalName.isBlank()) {
                throw new IllegalArgumentException("a receipt needs the issuer's legal name");
            }
            addressLines = lines(addressLines);
            Objects.requireNonNull(standing, "standing");
        }

        /** An issuer of whom no tax office wants to read anything. */
        public Issuer(
                String legalName,
                List<String> addressLines,
                String registrationNumber,
                String statement,
                byte[] logo,
                String accent) {
            this(legalName, addressLines, registrationNumber, statement, logo, accent, Standing.NONE);
        }
    }

    /**
     * What a tax regime wants to read of an issuer; null where it asks nothing.
     *
     * @param taxNumber Steuernummer, HMRC charity reference
     * @param taxOffice by name
     * @param exemption what the exemption rests on
     * @param purpose what is furthered, as the notice or the statutes name it
     * @param machineSince since when the tax office knows that receipts are made by machine
     * @param place where receipts are issued
     * @param signatory who answers for them
     * @param signatoryRole what makes them so
     */
    public record Standing(
            String taxNumber,
            String taxOffice,
            Exemption exemption,
            String purpose,
            LocalDate machineSince,
            String place,
            String signatory,
            String signatoryRole) {

        public static final Standing NONE = new Standing(null, null, null, null, null, null, null, null);
    }

    /**
     * What an exemption from tax rests on.
     *
     * @param period the last one assessed, as a notice of exemption says it; null for a finding about the statutes
     */
    public record Exemption(Kind kind, LocalDate date, String period) {

        /** Which paper says so. */
        public enum Kind {
            /** A notice of exemption (Freistellungsbescheid, Anlage zum Körperschaftsteuerbescheid). */
            EXEMPTION,
            /** A finding that the statutes are as they must be (§ 60a AO). */
            STATUTES
        }
    }

    /**
     * The donor as the address window shows them; a donor without a known address has no lines.
     *
     * @param organisation a company, say, for which some regimes have other forms
     */
    public record Donor(String name, List<String> addressLines, boolean organisation) {

        public Donor {
            name = name == null ? "" : name;
            addressLines = lines(addressLines);
        }

        /** A person. */
        public Donor(String name, List<String> addressLines) {
            this(name, addressLines, false);
        }
    }

    /**
     * The gift.
     *
     * @param receivedOn day of success in the organisation's zone
     * @param amount in the donor's currency
     * @param fund name of the fund it is bound to; null leaves the line out
     * @param campaign name of the campaign; null leaves the line out
     * @param method Stripe's type of payment method, such as {@code card} or {@code sepa_debit}, or one of ours; null
     *     leaves the line out
     * @param benefit what the donor got in return; null for nothing
     * @param nature what it is; null for plain money
     */
    public record Gift(
            LocalDate receivedOn,
            Money amount,
            String fund,
            String campaign,
            String method,
            Benefit benefit,
            Nature nature) {

        public Gift {
            Objects.requireNonNull(receivedOn, "receivedOn");
            Objects.requireNonNull(amount, "amount");
            if (amount.minor() <= 0) {
                throw new IllegalArgumentException("a receipt is for an amount that was received, not " + amount);
            }
            if (benefit != null && !benefit.value().currency().equals(amount.currency())) {
                throw new IllegalArgumentException("a benefit is valued in the gift's currency");
            }
        }

        /** A gift of money. */
        public Gift(LocalDate receivedOn, Money amount, String fund, String campaign, String method, Benefit benefit) {
            this(receivedOn, amount, fund, campaign, method, benefit, null);
        }

        /** A gift for which the donor got nothing in return. */
        public Gift(LocalDate receivedOn, Money amount, String fund, String campaign, String method) {
            this(receivedOn, amount, fund, campaign, method, null);
        }

        /** Whether it is of things. */
        boolean inKind() {
            return nature != null && nature.kind() == Nature.Kind.IN_KIND;
        }

        /** Whether it is the waiver of a claim to expenses. */
        boolean waiver() {
            return nature != null && nature.kind() == Nature.Kind.WAIVER;
        }
    }

    /**
     * The gifts that a receipt for a year sums up, each with what the regime makes of it; the document's own gift is their
     * sum, received on the last day of them.
     */
    public record Collected(int year, List<Gift> gifts, List<Assessment> assessments) {

        public Collected {
            gifts = List.copyOf(gifts);
            assessments = List.copyOf(assessments);
        }
    }

    /** Goods or services that a donor got in return, and what they are worth in good faith. */
    public record Benefit(String description, Money value) {}

    private static List<String> lines(List<String> lines) {
        return lines == null
                ? List.of()
                : lines.stream().filter(line -> line != null && !line.isBlank()).toList();
    }
}
