package org.almoner.mail;

import java.awt.Color;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.almoner.document.Palette;
import org.almoner.document.Printable;
import org.almoner.document.Texts;
import org.almoner.money.Money;
import org.almoner.money.MoneyFormat;

/**
 * The words of a mail to a donor, in their language: one that carries a receipt, or a notice.
 *
 * @param language of the texts, without extensions
 * @param subject one line
 * @param text plain form
 * @param html the same as a page for mail programs: tables and inline styles, light and dark
 * @param attachmentName of the PDF; null where there is none
 */
public record MailText(Locale language, String subject, String text, String html, String attachmentName) {
    private static final int LONGEST_NAME = 80;

    /**
     * What the mail says.
     *
     * @param number of the receipt
     * @param issuer its legal name
     * @param issuerAddress its address lines
     * @param accent {@code #rrggbb} or null
     * @param donor name, may be empty
     * @param amount of the gift, in the donor's currency
     * @param receivedOn in the organisation's zone
     * @param fund name or null
     * @param language of the donor
     * @param year whose gifts the receipt sums up; null for one gift
     */
    public record Facts(
            String number,
            String issuer,
            List<String> issuerAddress,
            String accent,
            String donor,
            Money amount,
            LocalDate receivedOn,
            String fund,
            Locale language,
            Integer year) {
        public Facts {
            Objects.requireNonNull(number, "number");
            Objects.requireNonNull(issuer, "issuer");
            Objects.requireNonNull(amount, "amount");
            Objects.requireNonNull(receivedOn, "receivedOn");
            issuerAddress = issuerAddress == null ? List.of() : List.copyOf(issuerAddress);
        }

        /** Of a receipt for one gift. */
        public Facts(
                String number,
                String issuer,
                List<String> issuerAddress,
                String accent,
                String donor,
                Money amount,
                LocalDate receivedOn,
                String fund,
                Locale language) {
            this(number, issuer, issuerAddress, accent, donor, amount, receivedOn, fund, language, null);
        }
    }

    /** What an issuer says in own words, in place of ours and as plain text; null where ours speak. */
    public record Own(String subject, String intro, String impact, String thanks) {

        /** Nothing: all words are ours. */
        public static final Own NOTHING = new Own(null, null, null, null);
    }

    /**
     * What a notice says beside the words that every mail to a donor has.
     *
     * @param subject one line
     * @param about the sentences before the rows
     * @param rows what is stated: label and value
     * @param advice the sentences after them
     * @param action what the link does
     * @param link where it leads
     * @param amount that stands large on top; null for a notice that is about no money
     * @param issuer who writes, with address lines and accent
     */
    public record Notice(
            Locale language,
            String subject,
            String about,
            Map<String, String> rows,
            String advice,
            String action,
            String link,
            Money amount,
            String donor,
            String issuer,
            List<String> issuerAddress,
            String accent) {}

    /**
     * Where a mail with a receipt leads to; null leaves it out.
     *
     * @param check where anybody checks the receipt
     * @param page the donor's own
     */
    public record Links(String check, String page) {

        public static final Links NONE = new Links(null, null);
    }

    /** Writes a notice: no attachment, and one link that stands in the plain form too. */
    public static MailText notice(Notice notice) {
        Texts texts = Texts.of("mail", notice.language());
        String issuer = Printable.line(notice.issuer());
        String amount =
                notice.amount() == null ? "" : MoneyFormat.of(texts.locale()).withSign(notice.amount());
        Words words = new Words(
                notice.about(),
                greeting(texts, notice.donor()),
                notice.about(),
                notice.advice() + "\n\n" + notice.action() + ":\n" + notice.link(),
                texts.get("thanks"),
                issuer,
                List.of(
                        texts.get("automatic", "issuer", issuer),
                        notice.issuerAddress().stream().map(Printable::line).collect(Collectors.joining(" · "))));
        String below = paragraph(notice.advice()) + BUTTON.formatted(escaped(notice.link()), escaped(notice.action()));
        return new MailText(
                texts.locale().stripExtensions(),
                Printable.line(notice.subject()),
                plain(words, notice.rows()),
                page(texts, words, notice.rows(), amount, below, Palette.accent(notice.accent())),
                null);
    }

    /** Writes the mail for a receipt. */
    public static MailText receipt(Facts facts) {
        return receipt(facts, Own.NOTHING);
    }

    /** The same with what its issuer says in own words. */
    public static MailText receipt(Facts facts, Own own) {
        return receipt(facts, own, Links.NONE);
    }

    /** The same with links. */
    public static MailText receipt(Facts facts, Own own, Links links) {
        Texts texts = Texts.of("mail", facts.language());
        String number = Printable.line(facts.number());
        String issuer = Printable.line(facts.issuer());
        MoneyFormat money = MoneyFormat.of(texts.locale());
        String amount = money.withSign(facts.amount());
        String date = texts.date(facts.receivedOn());
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put(texts.get("number"), number);
        rows.put(texts.get("amount"), money.withCode(facts.amount()));
        String year = facts.year() == null ? null : facts.year().toString();
        rows.put(texts.get(year == null ? "receivedOn" : "year"), year == null ? date : year);
        if (facts.fund() != null && !Printable.line(facts.fund()).isEmpty()) {
            rows.put(texts.get("fund"), Printable.line(facts.fund()));
        }
        Texts page = Texts.of("my", facts.language());
        String attached = texts.get("attached");
        String more = links.page() == null
                ? ""
                : "\n\n" + page.get("letter.about") + " " + page.get("letter.advice") + "\n\n"
                        + page.get("letter.action") + ":\n" + links.page();
        String button = links.page() == null
                ? ""
                : paragraph(page.get("letter.about") + " " + page.get("letter.advice"))
                        + BUTTON.formatted(escaped(links.page()), escaped(page.get("letter.action")));
        Words words = new Words(
                texts.get("preview", "issuer", issuer, "amount", amount),
                greeting(texts, facts.donor()),
                said(
                                own.intro(),
                                year == null
                                        ? texts.get("intro", "amount", amount, "date", date)
                                        : texts.get("introYear", "amount", amount, "year", year))
                        + (own.impact() == null ? "" : "\n\n" + Printable.of(own.impact())),
                attached + more,
                said(own.thanks(), texts.get("thanks")),
                issuer,
                List.of(
                        texts.get("copy", "number", number),
                        links.check() == null
                                ? ""
                                : Texts.of("verify", facts.language()).get("printed") + " " + links.check(),
                        texts.get("automatic", "issuer", issuer),
                        facts.issuerAddress().stream().map(Printable::line).collect(Collectors.joining(" · "))));
        return new MailText(
                texts.locale().stripExtensions(),
                Printable.line(said(own.subject(), texts.get("subject", "number", number))),
                plain(words, rows),
                page(texts, words, rows, amount, paragraph(attached) + button, Palette.accent(facts.accent())),
                texts.get("fileName", "number", number.replaceAll("[^\\p{L}\\p{N}._-]", "-")));
    }

    private static String said(String own, String ours) {
        return own == null ? ours : Printable.of(own);
    }

    private record Words(
            String preview,
            String greeting,
            String intro,
            String attached,
            String thanks,
            String issuer,
            List<String> smallPrint) {}

    /** A name that carries a link would make us send somebody's advertisement to somebody else: it is left out. */
    private static String greeting(Texts texts, String donor) {
        String name = Printable.line(donor);
        boolean fit = !name.isEmpty() && name.length() <= LONGEST_NAME && !Printable.linked(name);
        return fit ? texts.get("greeting", "donor", name) : texts.get("greetingNameless");
    }

    private static String plain(Words words, Map<String, String> rows) {
        StringBuilder out = new StringBuilder();
        out.append(words.greeting()).append("\n\n").append(words.intro()).append("\n\n");
        rows.forEach(
                (label, value) -> out.append(label).append(": ").append(value).append('\n'));
        out.append('\n').append(words.attached()).append("\n\n");
        out.append(words.thanks()).append('\n').append(words.issuer()).append("\n\n-- \n");
        words.smallPrint().stream().filter(line -> !line.isEmpty()).forEach(line -> out.append(line)
                .append('\n'));
        return out.toString();
    }

    private static String paragraph(String text) {
        return "<p class=\"t\" style=\"margin:20px 0 14px;color:#1b2430\">" + escaped(text) + "</p>\n";
    }

    /** One for each block between empty lines. */
    private static String paragraphs(String text) {
        return Arrays.stream(text.split("\n\\s*\n"))
                .map(one -> "<p class=\"t\" style=\"margin:0 0 18px;color:#1b2430\">"
                        + escaped(one.strip()).replace("\n", "<br>") + "</p>")
                .collect(Collectors.joining("\n"));
    }

    private static String page(
            Texts texts, Words words, Map<String, String> rows, String amount, String below, Color accent) {
        String table = rows.entrySet().stream()
                .map(row ->
                        """
                        <tr><th scope="row" class="l" style="padding:9px 0;border-bottom:1px solid #d8dde4;color:#566172;\
                        font-weight:normal;text-align:start;width:40%%">%s</th>\
                        <td class="t" style="padding:9px 0;border-bottom:1px solid #d8dde4;color:#1b2430;text-align:start">\
                        <bdi>%s</bdi></td></tr>
                        """
                                .formatted(escaped(row.getKey()), escaped(row.getValue())))
                .collect(Collectors.joining());
        String small = words.smallPrint().stream()
                .filter(line -> !line.isEmpty())
                .map(line -> "<p class=\"l\" style=\"margin:0 0 6px;color:#566172\">" + escaped(line) + "</p>\n")
                .collect(Collectors.joining());
        String colour = String.format("#%06x", accent.getRGB() & 0xffffff);
        return PAGE.replace("%LANG%", texts.tag())
                .replace("%DIR%", texts.rightToLeft() ? "rtl" : "ltr")
                .replace("%ACCENT%", colour)
                .replace(
                        "%GLOW%",
                        String.format("#%06x", Palette.tint(accent, 45).getRGB() & 0xffffff))
                .replace("%PREVIEW%", escaped(words.preview()))
                .replace("%ISSUER%", escaped(words.issuer()))
                .replace(
                        "%AMOUNT%",
                        amount.isEmpty() ? "" : LARGE.formatted(escaped(amount)).replace("%ACCENT%", colour))
                .replace("%GREETING%", escaped(words.greeting()))
                .replace("%INTRO%", paragraphs(words.intro()))
                .replace("%ROWS%", table)
                .replace("%BELOW%", below.replace("%ACCENT%", colour))
                .replace("%THANKS%", escaped(words.thanks()))
                .replace("%SMALL%", small);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                // Names must not be read as our own placeholders.
                .replace("%", "&#37;");
    }

    private static final String LARGE =
            """
            <p class="a" style="margin:0 0 20px;color:%%ACCENT%%;font-size:34px;line-height:1.2;font-weight:bold"><bdi>%s</bdi></p>""";

    // a border, not a filled box: programs that darken a mail keep its words readable
    private static final String BUTTON =
            """
            <p style="margin:0 0 22px"><a class="a" href="%s" style="display:inline-block;padding:11px 20px;\
            border:2px solid;border-radius:6px;color:%%ACCENT%%;font-weight:bold;text-decoration:none">%s</a></p>
            """;

    private static final String PAGE =
            """
            <!DOCTYPE html>
            <html lang="%LANG%" dir="%DIR%">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark">
            <meta name="supported-color-schemes" content="light dark">
            <title>%ISSUER%</title>
            <style>
            :root { color-scheme: light dark; supported-color-schemes: light dark; }
            @media (prefers-color-scheme: dark) {
              .b { background: #12161b !important; }
              .c { background: #1c2229 !important; }
              .t { color: #eef1f4 !important; border-color: #38414c !important; }
              .l { color: #a9b3bf !important; border-color: #38414c !important; }
              .a { color: %GLOW% !important; }
            }
            </style>
            </head>
            <body class="b" style="margin:0;padding:0;background:#f3f5f7">
            <div style="display:none;max-height:0;overflow:hidden">%PREVIEW%</div>
            <table role="presentation" class="b" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f5f7">
            <tr><td align="center" style="padding:24px 12px">
            <table role="presentation" class="c" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;\
            background:#ffffff;border-top:6px solid %ACCENT%;border-radius:4px;\
            font:16px/1.5 -apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif">
            <tr><td style="padding:28px 32px 8px;text-align:start">
            <p class="t" style="margin:0 0 20px;color:#1b2430;font-weight:bold">%ISSUER%</p>
            %AMOUNT%
            <p class="t" style="margin:0 0 14px;color:#1b2430">%GREETING%</p>
            %INTRO%
            <table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;font-size:15px">
            %ROWS%</table>
            %BELOW%
            <p class="t" style="margin:0 0 22px;color:#1b2430">%THANKS%<br><strong>%ISSUER%</strong></p>
            </td></tr>
            <tr><td style="padding:8px 32px 24px;text-align:start;font-size:13px;line-height:1.45">
            %SMALL%</td></tr>
            </table>
            </td></tr>
            </table>
            </body>
            </html>
            """;
}
