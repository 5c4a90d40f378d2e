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
 * @param issuer who received the gift
 * @param donor who gave it
 * @param gift what was given
 * @param language of the donor; English where Almoner does not speak it. Its country decides how dates and amounts look
 */
public record ReceiptDocument(
        String number, LocalDate issuedOn, Issuer issuer, Donor donor, Gift gift, Locale language) {

    public ReceiptDocument {
        if (number == null || !number.matches(".*\\d")) {
            throw new IllegalArgumentException("a receipt number ends in digits, not '" + number + "'");
        }
        Objects.requireNonNull(issuedOn, "issuedOn");
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(donor, "donor");
        Objects.requireNonNull(gift, "gift");
        Objects.requireNonNull(language, "language");
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
     */
    public record Issuer(
            String legalName,
            List<String> addressLines,
            String registrationNumber,
            String statement,
            byte[] logo,
            String accent) {

        public Issuer {
            if (legalName == null || legalName.isBlank()) {
                throw new IllegalArgumentException("a receipt needs the issuer's legal name");
            }
            addressLines = lines(addressLines);
        }
    }

    /** The donor as the address window shows them; a donor without a known address has no lines. */
    public record Donor(String name, List<String> addressLines) {

        public Donor {
            name = name == null ? "" : name;
            addressLines = lines(addressLines);
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
     */
    public record Gift(LocalDate receivedOn, Money amount, String fund, String campaign, String method) {

        public Gift {
            Objects.requireNonNull(receivedOn, "receivedOn");
            Objects.requireNonNull(amount, "amount");
            if (amount.minor() <= 0) {
                throw new IllegalArgumentException("a receipt is for an amount that was received, not " + amount);
            }
        }
    }

    private static List<String> lines(List<String> lines) {
        return lines == null
                ? List.of()
                : lines.stream().filter(line -> line != null && !line.isBlank()).toList();
    }
}
