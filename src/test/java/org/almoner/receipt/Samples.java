package org.almoner.receipt;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.almoner.money.Money;

/** Receipts in every script, with the amounts and names that have broken receipts before. */
final class Samples {
    private static final String STATEMENT = "No goods or services were provided in exchange for this contribution. "
            + "The organisation is recognised as charitable; please keep this receipt for your tax records.\n"
            + "Questions? receipts@example.org";

    private Samples() {}

    static Map<String, ReceiptDocument> all() {
        Map<String, ReceiptDocument> all = new TreeMap<>();
        all.put("latin-en", receipt("en-US", "Zoë O’Brien-Łukasiewicz", 2500, "USD", "Where it is needed most"));
        all.put("latin-de", receipt("de-DE", "Jürgen Weiß", 123450, "EUR", "Freies Wissen für Schulen"));
        all.put("latin-fr", receipt("fr-FR", "Françoise L’Hôpital", 123456789, "EUR", "Bibliothèques d’Afrique"));
        all.put("vietnamese", receipt("en-GB", "Nguyễn Thị Thùy Dương", 25000000, "VND", "Thư viện mở"));
        all.put("greek", receipt("el-GR", "Ελευθέριος Παπαδόπουλος", 7500, "EUR", "Ανοιχτή γνώση"));
        all.put("cyrillic", receipt("uk-UA", "Ярослав Ґалаґан-Щербак", 100000, "UAH", "Вільні знання"));
        all.put(
                "arabic",
                receipt("ar-EG", "محمد عبد الرحمن الشريف", 25000, "EUR", "صندوق المعرفة الحرة (Almoner 2026)"));
        all.put("arabic-kwd", receipt("ar-KW", "John Smith", 1250500, "KWD", "Free Knowledge"));
        all.put("hebrew", receipt("he-IL", "דוד בן־גוריון (Almoner)", 36000, "ILS", "ידע חופשי לכולם"));
        all.put("devanagari", receipt("hi-IN", "श्रीमती कार्तिका द्विवेदी", 510000, "INR", "मुक्त ज्ञान निधि"));
        all.put("chinese", receipt("zh-CN", "欧阳娜娜", 88800, "CNY", "自由知识基金"));
        all.put("japanese", receipt("ja-JP", "山田 花子", 3000, "JPY", "自由な知識のための基金"));
        all.put("korean", receipt("ko-KR", "김철수", 50000, "KRW", "자유 지식 기금"));
        all.put("iceland", receipt("en-IS", "Björk Guðmundsdóttir", 500000, "ISK", "Opin þekking"));
        all.put("arabic-in-german", receipt("de-AT", "سعاد الفاروقي", 4200, "EUR", "मुक्त ज्ञान · 自由知识 · ידע"));
        all.put(
                "thai",
                receipt("en-GB", "สมชาย ใจดี", 4200, "THB", "தமிழ் · বাংলা · ಕನ್ನಡ · ქართული · Հայերեն · አማርኛ"));
        all.put("long", longest());
        return all;
    }

    static ReceiptDocument receipt(String tag, String donor, long minor, String currency, String fund) {
        return new ReceiptDocument(
                "AF-2026-000123",
                LocalDate.of(2026, 11, 20),
                new ReceiptDocument.Issuer(
                        "Almoner Foundation",
                        List.of("12 Lantern Street", "London EC1A 4HD", "United Kingdom"),
                        "1234567",
                        STATEMENT,
                        null,
                        null),
                new ReceiptDocument.Donor(donor, List.of("Rue de l’Église 12", "1050 Ixelles", "Belgique")),
                new ReceiptDocument.Gift(
                        LocalDate.of(2026, 11, 19), new Money(minor, currency), fund, "Winter 2026", "card"),
                Locale.forLanguageTag(tag));
    }

    private static ReceiptDocument longest() {
        String name =
                "Friederike-Wilhelmine Gräfin von und zu Hohenlohe-Waldenburg-Schillingsfürst-Langenburg ".repeat(3);
        String fund = "Gemeinschaftsfonds für die Förderung freier Bildungsmaterialien in ländlichen Räumen ".repeat(5);
        var plain = receipt("de-CH", name, 999_999_999_999L, "CHF", fund);
        var issuer = new ReceiptDocument.Issuer(
                "Internationale Gesellschaft zur Förderung des Freien Wissens und der Offenen Bildung gGmbH",
                List.of("Straße der Völkerfreundschaft 1234, Hinterhaus, vierter Stock", "10115 Berlin", "Deutschland"),
                "HRB 123456 B, Amtsgericht Charlottenburg",
                STATEMENT.repeat(8),
                null,
                "#ffcc00");
        return new ReceiptDocument(
                "HOHENLOHE-SPENDEN-2026-000000123456",
                plain.issuedOn(),
                issuer,
                new ReceiptDocument.Donor(
                        name,
                        List.of(
                                "Bürgermeister-Doktor-Johann-Sebastian-Müller-Lüdenscheidt-Straße 123456789",
                                "c/o Verwaltung",
                                "12345 Hellschen-Heringsand-Unterschaar",
                                "Deutschland")),
                plain.gift(),
                plain.language());
    }
}
