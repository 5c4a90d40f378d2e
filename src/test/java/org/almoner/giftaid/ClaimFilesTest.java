package org.almoner.giftaid;

import static org.almoner.giftaid.Charity.FIN;
import static org.almoner.giftaid.Charity.SECOND;
import static org.almoner.giftaid.Charity.TODAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipFile;
import javax.xml.crypto.OctetStreamData;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.TransformService;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import org.almoner.giftaid.ClaimFiles.Format;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** The schedule has HMRC's columns, and the R68 its elements in their order and the right mark. */
class ClaimFilesTest {

    private final Charity charity = new Charity();
    private final ClaimFiles files = new ClaimFiles(charity.jdbi, charity.transactions);

    @TempDir
    Path folder;

    private long donor;

    @BeforeEach
    void somebody() {
        donor = charity.donor("Zoë House-Martin");
        charity.declared(donor);
    }

    @Test
    void theScheduleIsTextOfHmrcsColumns() throws IOException {
        charity.gift(donor, 24_000, LocalDate.of(2026, 3, 24));
        long abroad = charity.donor("Ab Road");
        var elsewhere = charity.draft(abroad);
        elsewhere.title = "Professor";
        elsewhere.first = "=cmd|'/c calc'!A1";
        elsewhere.last = "\u202eEve, \"the\" <last>";
        elsewhere.house = "100 Champs-Élysées, Paris";
        elsewhere.overseas = true;
        charity.declarations.note(elsewhere.build(), null, FIN);
        charity.gift(abroad, 5, LocalDate.of(2026, 4, 1));

        assertThat(text(written(Format.CSV)).split("\r\n"))
                .containsExactly(
                        "Item,Title,First name or initial,Last name,House name or number,Postcode,"
                                + "Aggregated donations,Sponsored event,Donation date,Amount",
                        "1,Mrs,Zoe,House Martin,152A,M99 2QD,,,24/03/26,240.00",
                        "2,,cmd ' c calc' A1,Eve the last,\"100 Champs-Elysees, Paris\",X,,,01/04/26,0.05");
        assertThat(xlsx())
                .contains(">House Martin<", ">24/03/26<", ">M99 2QD<", "240")
                .doesNotContain("<f>");
    }

    @Test
    void smallGiftsMayStandTogether() throws IOException {
        charity.jdbi.useHandle(
                handle -> handle.execute("insert into gift_aid_setting (legal_entity_id, aggregate) values (1, true)"));
        for (int i = 0; i < 35; i++) {
            charity.gift(donor, 2_999, LocalDate.of(2026, 3, 1).plusDays(i % 30));
        }
        charity.gift(donor, 100, LocalDate.of(2026, 4, 2));
        charity.gift(donor, 3_000, LocalDate.of(2026, 3, 3));

        assertThat(text(written(Format.CSV)).lines().skip(1))
                .as("thirty pounds are not under thirty, a line has at most 1,000, and a period its own")
                .containsExactly(
                        "1,Mrs,Zoe,House Martin,152A,M99 2QD,,,03/03/26,30.00",
                        "2,,,,,,33 small gifts,,28/03/26,989.67",
                        "3,,,,,,2 small gifts,,30/03/26,59.98",
                        "4,,,,,,1 small gift,,02/04/26,1.00");
    }

    @Test
    void theXmlNamesWhatIsMissing() throws IOException {
        charity.gift(donor, 24_000, TODAY);
        assertThatThrownBy(() -> written(Format.XML))
                .hasMessageContaining("the first name of the authorised official")
                .hasMessageContaining("telephone");
        charity.jdbi.useHandle(handle -> handle.execute("update receipt_issuer set tax_number = null"));
        var claim = charity.claimed.find(1).orElseThrow();
        assertThat(files.missing(claim, Format.XML)).hasSize(5);
        assertThat(files.missing(claim, Format.CSV)).isEmpty();
    }

    @Test
    void theR68HasItsElementsInTheirOrder() throws Exception {
        official();
        String back = charity.gift(donor, 2_000, LocalDate.of(2026, 1, 1));
        long first = charity.claims.draft("main", null, FIN);
        charity.claims.approve(first, SECOND);
        charity.claims.submit(first, "IR-1", null, FIN);
        charity.back(back, "REFUND", 400);
        charity.gift(donor, 24_000, LocalDate.of(2026, 3, 24));
        charity.gift(null, 2_000, LocalDate.of(2026, 4, 1), "cash");

        String xml = text(written(Format.XML));
        assertThat(xml)
                .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<GovTalkMessage"
                        + " xmlns=\"http://www.govtalk.gov.uk/CM/envelope\"><EnvelopeVersion>2.0</EnvelopeVersion>")
                .contains("<Class>HMRC-CHAR-CLM</Class><Qualifier>request</Qualifier><Function>submit</Function>")
                .contains("<IRenvelope xmlns=\"http://www.govtalk.gov.uk/taxation/charities/r68/2\"><IRheader><Keys>"
                        + "<Key Type=\"CHARID\">XR4010</Key></Keys><PeriodEnd>2026-04-01</PeriodEnd>"
                        + "<DefaultCurrency>GBP</DefaultCurrency><IRmark Type=\"generic\">")
                .contains("</IRmark><Sender>Individual</Sender></IRheader><R68><AuthOfficial><OffName><Ttl>Dr</Ttl>"
                        + "<Fore>Jane</Fore><Sur>Smith</Sur></OffName><OffID><Postcode>AB12 3YZ</Postcode></OffID>"
                        + "<Phone>07777 777777</Phone></AuthOfficial><Declaration>yes</Declaration><Claim>"
                        + "<OrgName>Friends of &lt;Knowledge&gt; &amp; Co</OrgName><HMRCref>XR4010</HMRCref>"
                        + "<Regulator><RegName>CCEW</RegName><RegNo>1144513</RegNo></Regulator><Repayment><GAD><Donor>"
                        + "<Ttl>Mrs</Ttl><Fore>Zoe</Fore><Sur>House Martin</Sur><House>152A</House>"
                        + "<Postcode>M99 2QD</Postcode></Donor><Date>2026-03-24</Date><Total>240.00</Total></GAD>"
                        + "<EarliestGAdate>2026-03-24</EarliestGAdate><Adjustment>1.00</Adjustment></Repayment>"
                        + "<GASDS><ConnectedCharities>no</ConnectedCharities><GASDSClaim><Year>2026</Year>"
                        + "<Amount>20.00</Amount></GASDSClaim><CommBldgs>no</CommBldgs></GASDS><OtherInfo>")
                .endsWith("</OtherInfo></Claim></R68></IRenvelope></Body></GovTalkMessage>");
        assertThat(text(written(Format.XML))).as("the same bytes each time").isEqualTo(xml);
    }

    /** The schema of the R68 knows one name in an element, at most two of them, and no plus sign. */
    @Test
    void theOfficialIsWrittenAsTheSchemaWantsIt() throws Exception {
        official();
        charity.gift(donor, 24_000, TODAY);
        set("official_first = 'Mary Ann', official_phone = '+44 (20) 7777-777777'");

        assertThat(text(written(Format.XML)))
                .contains("<Fore>Mary</Fore><Fore>Ann</Fore><Sur>Smith</Sur>")
                .contains("<Phone>0044 (20) 7777-777777</Phone>");
    }

    @Test
    void anOfficialTheSchemaWouldNotTakeIsRefusedAtItsFields() {
        for (String first : new String[] {"J0", "小明", "Anna Maria Luisa"}) {
            assertThatThrownBy(() -> save(first, "01234 567890")).hasMessageContaining("one or two names");
        }
        for (String phone : new String[] {"call me", "1", "01234 567890 ext. 7", "0".repeat(30)}) {
            assertThatThrownBy(() -> save("Anna Maria", phone)).hasMessageContaining("5 to 28 digits");
        }
        save("Anna-Maria Zoë", "+44 (20) 7777-777777");
        assertThat(charity.settings.find("main").orElseThrow().values().officialFirst())
                .isEqualTo("Anna-Maria Zoe");
    }

    private void save(String first, String phone) {
        var draft = new CharitySetting.Draft(
                3, 31, CharitySetting.Regulator.CCEW, null, null, first, "Smith", "AB12 3YZ", phone, false, false);
        charity.settings.save("main", 0, draft, FIN);
    }

    @Test
    void theMarkIsThatOfTheCanonicalBody() throws Exception {
        official();
        charity.gift(donor, 24_000, LocalDate.of(2026, 3, 24));
        byte[] bytes = written(Format.XML);

        var factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        var document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(bytes));
        var mark = (Element) document.getElementsByTagNameNS("*", "IRmark").item(0);
        String body = text(bytes)
                .replaceAll("(?s)^.*<Body>", "<Body xmlns=\"http://www.govtalk.gov.uk/CM/envelope\">")
                .replaceAll("(?s)</Body>.*$", "</Body>")
                .replaceAll("<IRmark.*</IRmark>", "");
        var canonical = TransformService.getInstance(CanonicalizationMethod.INCLUSIVE, "DOM");
        canonical.init((TransformParameterSpec) null);
        var octets = (OctetStreamData) canonical.transform(
                new OctetStreamData(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))), null);
        byte[] sha1 = MessageDigest.getInstance("SHA-1")
                .digest(octets.getOctetStream().readAllBytes());

        assertThat(mark.getTextContent()).isEqualTo(Base64.getEncoder().encodeToString(sha1));
        assertThat(mark.getAttribute("Type")).isEqualTo("generic");
    }

    @Test
    void regulatorsHaveTheirElements() throws Exception {
        official();
        charity.gift(donor, 24_000, TODAY);
        set("regulator = 'NONE'");
        assertThat(text(written(Format.XML))).contains("<Regulator><NoReg>yes</NoReg></Regulator>");
        set("regulator = 'OTHER', regulator_name = 'Crown & Co'");
        assertThat(text(again()))
                .contains("<Regulator><OtherReg>Crown &amp; Co</OtherReg><RegNo>1144513</RegNo></Regulator>");
    }

    @Test
    void aTextIsEscapedAndWhatXmlDoesNotKnowIsLeftOut() throws IOException {
        var out = new ByteArrayOutputStream();
        new CanonicalXml(out).element("a", "x < y & z > \"q\" \r\u0000\u000b\ufffe😀");
        assertThat(text(out.toByteArray())).isEqualTo("<a>x &lt; y &amp; z &gt; \"q\" &#xD;😀</a>");
    }

    private void official() {
        charity.settings.save(
                "main",
                0,
                new CharitySetting.Draft(
                        3,
                        31,
                        CharitySetting.Regulator.CCEW,
                        null,
                        "Dr",
                        "Jane",
                        "Smith",
                        "ab123yz",
                        "07777 777777",
                        false,
                        true),
                FIN);
    }

    private void set(String values) {
        charity.jdbi.useHandle(handle -> handle.execute("update gift_aid_setting set " + values));
    }

    private byte[] written(Format format) throws IOException {
        if (charity.claimed.count(new ClaimQueries.Wanted(null, Claim.State.DRAFT)) == 0) {
            charity.claims.draft("main", null, FIN);
        }
        return written(format, charity.claimed.slice(new ClaimQueries.Wanted(null, Claim.State.DRAFT), 0, 1));
    }

    private byte[] again() throws IOException {
        return written(Format.XML);
    }

    private byte[] written(Format format, List<Claim> claims) throws IOException {
        var out = new ByteArrayOutputStream();
        files.write(claims.get(0), format, out);
        return out.toByteArray();
    }

    private String xlsx() throws IOException {
        var all = new StringBuilder();
        Path file = Files.write(folder.resolve("claim.xlsx"), written(Format.XLSX));
        try (var zip = new ZipFile(file.toFile())) {
            for (var entry : Collections.list(zip.entries())) {
                all.append(text(zip.getInputStream(entry).readAllBytes()));
            }
        }
        return all.toString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
