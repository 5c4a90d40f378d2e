package org.almoner.giftaid;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Map;

/**
 * A claim as HMRC's Charities Online takes it from software: the GovTalk envelope without the sender's credentials, and in
 * its body the R68 of {@code http://www.govtalk.gov.uk/taxation/charities/r68/2}. The IRmark is the Base64 of the SHA-1 over
 * the canonical form of the body with the envelope's namespace and without the IRmark itself (HMRC, Generic IRmark
 * specification); it is counted in a first writing, and stands in the second.
 */
final class R68 {

    private static final String ENVELOPE = "http://www.govtalk.gov.uk/CM/envelope";
    private static final String CHARITIES = "http://www.govtalk.gov.uk/taxation/charities/r68/2";
    private static final String WHY_BACK = "Gifts of earlier claims that went back, or whose declarations did not hold";

    /** The lines of the schedule, from the first each time they are asked for. */
    interface Rows {
        void each(ScheduleRows.Taker taker) throws IOException;
    }

    /**
     * What stands in a claim beside its gifts.
     *
     * @param end latest day of a gift
     * @param earliest earliest day of a gift; null where there are only small ones
     * @param small pence of small gifts by the year in which their tax year ends
     */
    record Facts(CharitySetting charity, Claim claim, LocalDate end, LocalDate earliest, Map<Integer, Long> small) {}

    private final Facts facts;
    private final Rows rows;

    R68(Facts facts, Rows rows) {
        this.facts = facts;
        this.rows = rows;
    }

    void write(OutputStream out) throws IOException {
        String mark = mark();
        var xml = new CanonicalXml(out);
        xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").open("GovTalkMessage", ENVELOPE);
        xml.element("EnvelopeVersion", "2.0");
        xml.open("Header").open("MessageDetails");
        xml.element("Class", "HMRC-CHAR-CLM").element("Qualifier", "request").element("Function", "submit");
        xml.element("CorrelationID", "").element("Transformation", "XML");
        xml.close("MessageDetails").element("SenderDetails", "").close("Header");
        xml.open("GovTalkDetails")
                .open("Keys")
                .typed("Key", "CHARID", reference())
                .close("Keys");
        xml.open("TargetDetails").element("Organisation", "IR").close("TargetDetails");
        xml.close("GovTalkDetails");
        xml.open("Body");
        body(xml, mark);
        xml.close("Body").close("GovTalkMessage");
    }

    private String mark() throws IOException {
        var digest = new DigestOutputStream(OutputStream.nullOutputStream(), sha1());
        var xml = new CanonicalXml(digest);
        xml.open("Body", ENVELOPE);
        body(xml, null);
        xml.close("Body");
        return Base64.getEncoder().encodeToString(digest.getMessageDigest().digest());
    }

    private void body(CanonicalXml xml, String mark) throws IOException {
        xml.open("IRenvelope", CHARITIES).open("IRheader");
        xml.open("Keys").typed("Key", "CHARID", reference()).close("Keys");
        xml.element("PeriodEnd", facts.end().toString()).element("DefaultCurrency", "GBP");
        if (mark != null) {
            xml.typed("IRmark", "generic", mark);
        }
        xml.element("Sender", "Individual").close("IRheader");
        xml.open("R68");
        official(xml, facts.charity().values());
        xml.element("Declaration", "yes");
        xml.open("Claim").element("OrgName", facts.charity().name()).element("HMRCref", reference());
        regulator(xml, facts.charity());
        repayment(xml);
        small(xml);
        if (facts.claim().giftsBack().lines() + facts.claim().smallBack().lines() > 0) {
            xml.element("OtherInfo", WHY_BACK);
        }
        xml.close("Claim").close("R68").close("IRenvelope");
    }

    private static void official(CanonicalXml xml, CharitySetting.Draft values) throws IOException {
        xml.open("AuthOfficial").open("OffName");
        xml.optional("Ttl", values.officialTitle());
        for (String name : values.officialFirst().split(" ")) {
            xml.element("Fore", name);
        }
        xml.element("Sur", values.officialLast()).close("OffName");
        xml.open("OffID").element("Postcode", values.officialPostcode()).close("OffID");
        xml.element("Phone", values.officialPhone().replace("+", "00")).close("AuthOfficial");
    }

    private static void regulator(CanonicalXml xml, CharitySetting charity) throws IOException {
        xml.open("Regulator");
        switch (charity.values().regulator()) {
            case NONE -> xml.element("NoReg", "yes");
            case OTHER -> xml.element("OtherReg", charity.values().regulatorName());
            default -> xml.element("RegName", charity.values().regulator().name());
        }
        if (charity.values().regulator() != CharitySetting.Regulator.NONE) {
            xml.optional("RegNo", charity.charityNumber());
        }
        xml.close("Regulator");
    }

    private void repayment(CanonicalXml xml) throws IOException {
        if (facts.claim().gifts().lines() == 0) {
            return;
        }
        xml.open("Repayment");
        rows.each(row -> gift(xml, row));
        xml.element("EarliestGAdate", facts.earliest().toString());
        if (facts.claim().giftsBack().lines() > 0) {
            xml.element("Adjustment", pounds(facts.claim().giftsBack().tax().minor()));
        }
        xml.close("Repayment");
    }

    private static void gift(CanonicalXml xml, ScheduleRow row) throws IOException {
        xml.open("GAD");
        if (row.aggregated() != null) {
            xml.element("AggDonation", row.aggregated());
        } else {
            xml.open("Donor").optional("Ttl", row.title());
            xml.element("Fore", row.firstName()).element("Sur", row.lastName()).element("House", row.house());
            if (row.overseas()) {
                xml.element("Overseas", "yes");
            } else {
                xml.element("Postcode", row.postcode());
            }
            xml.close("Donor");
        }
        xml.element("Date", row.day().toString())
                .element("Total", pounds(row.pence()))
                .close("GAD");
    }

    private void small(CanonicalXml xml) throws IOException {
        if (facts.claim().small().lines() == 0) {
            return;
        }
        xml.open("GASDS").element("ConnectedCharities", "no");
        for (var year : facts.small().entrySet()) {
            xml.open("GASDSClaim");
            xml.element("Year", year.getKey().toString()).element("Amount", pounds(year.getValue()));
            xml.close("GASDSClaim");
        }
        xml.element("CommBldgs", "no");
        if (facts.claim().smallBack().lines() > 0) {
            xml.element("Adj", pounds(facts.claim().smallBack().tax().minor()));
        }
        xml.close("GASDS");
    }

    private String reference() {
        return facts.charity().hmrcReference();
    }

    static String pounds(long pence) {
        return BigDecimal.valueOf(pence, 2).toPlainString();
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-1", impossible);
        }
    }
}
