package org.almoner.receipt;

import java.time.LocalDate;
import java.util.List;

/** Issuers with everything their regime asks for. */
final class Issuers {

    static final ReceiptIssuer.Draft PLAIN = draft(Regime.PLAIN, "VER", null, null);
    static final ReceiptIssuer.Draft GERMAN = draft(Regime.DE, "VDE", null, LocalDate.of(2024, 3, 5));

    private Issuers() {}

    /** A plain one whose receipts are corrected without people. */
    static ReceiptIssuer.Draft atOnce() {
        return new ReceiptIssuer.Draft(
                PLAIN.regime(),
                PLAIN.prefix(),
                PLAIN.legalName(),
                PLAIN.addressLines(),
                PLAIN.country(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                "de",
                "",
                PLAIN.accent(),
                ReceiptIssuer.OnReversal.AT_ONCE,
                ReceiptIssuer.Issues.NIGHTLY);
    }

    static ReceiptIssuer.Draft draft(Regime regime, String prefix, String registration, LocalDate notice) {
        return new ReceiptIssuer.Draft(
                regime,
                prefix,
                "Freundeskreis e. V.",
                List.of("Lange Straße 1", "10243 Berlin"),
                "DE",
                registration,
                "27/640/12345",
                "Berlin für Körperschaften I",
                notice == null ? null : ReceiptDocument.Exemption.Kind.EXEMPTION,
                notice,
                notice == null ? null : "2020 bis 2022",
                "der Volksbildung",
                LocalDate.of(2020, 1, 1),
                "Berlin",
                "Erika Beispiel",
                "Schatzmeisterin",
                "de",
                "",
                "#0b5d5e",
                ReceiptIssuer.OnReversal.TASK,
                ReceiptIssuer.Issues.NIGHTLY);
    }

    static ReceiptIssuer.Draft with(ReceiptIssuer.Draft draft, LocalDate notice) {
        return draft(draft.regime(), draft.prefix(), draft.registrationNumber(), notice);
    }

    static ReceiptIssuer.Draft prefixed(ReceiptIssuer.Draft draft, String prefix) {
        return draft(draft.regime(), prefix, draft.registrationNumber(), draft.noticeDate());
    }

    static ReceiptIssuer.Draft without(Regime regime) {
        return draft(regime, "ABC", null, null);
    }
}
