package org.almoner.receipt;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.almoner.database.Rejection;
import org.almoner.database.Rejection.Fault;

/** What must stand of an issuer before it issues under its regime (reference: IRS, HMRC, CRA, BMF and CGI as cited). */
final class IssuerRules {

    private final List<Fault> faults = new ArrayList<>();

    private IssuerRules() {}

    /**
     * @param draft blank texts are null
     * @throws Rejection naming each field that is missing or does not hold
     */
    static void check(ReceiptIssuer.Draft draft, LocalDate today) {
        var rules = new IssuerRules();
        rules.shape(draft);
        if (draft.regime() != null) {
            rules.regime(draft, today);
        }
        if (!rules.faults.isEmpty()) {
            throw new Rejection(Rejection.Reason.INVALID, rules.faults);
        }
    }

    private void shape(ReceiptIssuer.Draft draft) {
        need("regime", draft.regime(), "choose the tax regime, or PLAIN");
        need("issues", draft.issues(), "write AT_ONCE, NIGHTLY or YEARLY");
        need("onReversal", draft.onReversal(), "write TASK or AT_ONCE");
        like("prefix", draft.prefix(), "[A-Z][A-Z0-9]{1,11}", "a prefix is 2 to 12 of A-Z and 0-9, a letter first");
        like("country", draft.country(), "[A-Z]{2}", "write the country's two capital letters, such as DE");
        like("language", draft.language(), "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "write a language tag, such as en");
        like("accent", draft.accent(), "#[0-9a-f]{6}", "write a colour as # and six of 0-9, a-f");
        need("legalName", draft.legalName(), "write the name of the legal person who issues receipts");
        if (draft.addressLines().isEmpty() || draft.addressLines().size() > 6) {
            faults.add(new Fault("addressLines", "write its address in 1 to 6 lines"));
        }
        atMost("legalName", draft.legalName(), 300);
        atMost("purpose", draft.purpose(), 300);
        atMost("statement", draft.statement(), 4_000);
        atMost("registrationNumber", draft.registrationNumber(), 100);
        atMost("taxNumber", draft.taxNumber(), 100);
        atMost("taxOffice", draft.taxOffice(), 100);
        atMost("noticePeriod", draft.noticePeriod(), 100);
        atMost("place", draft.place(), 100);
        atMost("signatory", draft.signatory(), 100);
        atMost("signatoryRole", draft.signatoryRole(), 100);
        draft.addressLines().forEach(line -> atMost("addressLines", line, 100));
    }

    private void regime(ReceiptIssuer.Draft draft, LocalDate today) {
        switch (draft.regime()) {
            case PLAIN -> {}
            case US -> like("registrationNumber", draft.registrationNumber(), "\\d{2}-?\\d{7}", "write its EIN");
            case GB -> need("registrationNumber", draft.registrationNumber(), "write its charity number");
            case CA -> {
                like(
                        "registrationNumber",
                        draft.registrationNumber(),
                        "\\d{9} ?RR ?\\d{4}",
                        "write its registration number with the CRA, such as 123456789RR0001");
                signed(draft);
            }
            case DE -> german(draft, today);
            case FR -> {
                like(
                        "registrationNumber",
                        draft.registrationNumber(),
                        "(\\d{3} ?\\d{3} ?\\d{3})|(W\\d{9})",
                        "write its SIREN (9 digits) or its RNA (W and 9 digits)");
                need("purpose", draft.purpose(), "write its object, as the statutes say it");
                signed(draft);
            }
        }
    }

    private void german(ReceiptIssuer.Draft draft, LocalDate today) {
        need("taxOffice", draft.taxOffice(), "write the Finanzamt's name, such as Berlin für Körperschaften I");
        need("taxNumber", draft.taxNumber(), "write the Steuernummer");
        need("purpose", draft.purpose(), "write the purposes as the notice names them, such as der Volksbildung");
        need("noticeKind", draft.noticeKind(), "write EXEMPTION for a Freistellungsbescheid, STATUTES for § 60a AO");
        need("noticeDate", draft.noticeDate(), "write the date of the notice");
        if (draft.noticeDate() != null && draft.noticeDate().isAfter(today)) {
            faults.add(new Fault("noticeDate", "write a day that has come"));
        }
        if (draft.noticeKind() == ReceiptDocument.Exemption.Kind.EXEMPTION) {
            need("noticePeriod", draft.noticePeriod(), "write the last assessment period, such as 2022 bis 2024");
        }
        need(
                "machineSince",
                draft.machineSince(),
                "write when the Finanzamt was told that receipts are made by machine; without that each needs a signature"
                        + " by hand");
        signed(draft);
    }

    private void signed(ReceiptIssuer.Draft draft) {
        need("place", draft.place(), "write the place of issue");
        need("signatory", draft.signatory(), "write who signs");
    }

    private void need(String field, Object value, String remedy) {
        if (value == null) {
            faults.add(new Fault(field, remedy));
        }
    }

    private void like(String field, String value, String pattern, String remedy) {
        if (value == null || !value.matches(pattern)) {
            faults.add(new Fault(field, remedy));
        }
    }

    private void atMost(String field, String value, int most) {
        if (value != null && value.length() > most) {
            faults.add(new Fault(field, "write at most " + most + " characters"));
        }
    }
}
