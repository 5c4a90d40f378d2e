package org.almoner.receipt;

import java.time.LocalDate;
import java.util.List;

/**
 * A legal entity as an issuer of receipts.
 *
 * @param code of the legal entity
 * @param name of the legal entity
 * @param values what staff wrote; null while it issues plain receipts in the names of its affiliates
 * @param version 0 while there are no values
 */
public record ReceiptIssuer(String code, String name, Draft values, int version) {

    /** What becomes of a receipt whose gift went back. */
    public enum OnReversal {
        /** It stands in the list of receipts to correct until somebody does. */
        TASK,
        /** The next close voids it and, where something of the gift remains, issues another for that. */
        AT_ONCE
    }

    /** When receipts go out, unless a donor wishes it otherwise. */
    public enum Issues {
        /** As soon as the gift is certain. */
        AT_ONCE,
        /** In the nightly close. */
        NIGHTLY,
        /** One for all gifts of a year, when staff run the yearly statements. */
        YEARLY
    }

    /**
     * An issuer as staff write it; what its regime does not ask for may be null.
     *
     * @param prefix what its numbers begin with
     * @param registrationNumber EIN, charity number, CRA registration number, SIREN or RNA
     * @param taxNumber Steuernummer, HMRC charity reference
     * @param noticeKind what the exemption rests on
     * @param noticeDate of that paper
     * @param noticePeriod the last one assessed, as a notice of exemption says it
     * @param purpose what is furthered, as the notice or the statutes name it
     * @param machineSince since when the tax office knows that receipts are made by machine
     * @param language for donors of whom none is known
     * @param accent {@code #rrggbb}
     */
    public record Draft(
            Regime regime,
            String prefix,
            String legalName,
            List<String> addressLines,
            String country,
            String registrationNumber,
            String taxNumber,
            String taxOffice,
            ReceiptDocument.Exemption.Kind noticeKind,
            LocalDate noticeDate,
            String noticePeriod,
            String purpose,
            LocalDate machineSince,
            String place,
            String signatory,
            String signatoryRole,
            String language,
            String statement,
            String accent,
            OnReversal onReversal,
            Issues issues) {}
}
