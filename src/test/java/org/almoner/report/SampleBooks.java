package org.almoner.report;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Random;

/** Two years of a small organisation's giving, always the same, with names in several scripts. */
final class SampleBooks {
    private SampleBooks() {}

    static Books write(Books books) {
        var random = new Random(20261121);
        var funds = new Long[] {
            null, books.fund("school", "School building", "PURPOSE"), books.fund("endow", "Endowment 学校基金", "PERPETUAL")
        };
        var campaigns = new Long[] {
            null,
            books.campaign("learn", "Learning for all", 4),
            books.campaign("water", "مياه نظيفة للجميع", 6),
            books.campaign("school", "为所有人的学校图书馆", 4),
            books.campaign("hindi", "सबके लिए शिक्षा", 4),
            books.campaign(
                    "peace",
                    "Archives, justice and open knowledge for everyone, everywhere, in every language and script of this world",
                    16),
            books.campaign("bare", "Winter appeal", null)
        };
        var donors = new long[160];
        for (int i = 0; i < donors.length; i++) {
            donors[i] = books.donor();
        }
        for (int month = 23; month >= 0; month--) {
            int gifts = 14 + (23 - month) / 2 + random.nextInt(10);
            for (int i = 0; i < gifts; i++) {
                int reach = 60 + (23 - month) * 4;
                var day = LocalDate.of(2026, 11, 1).minusMonths(month).plusDays(random.nextInt(28));
                var at = day.atTime(12, 0).toInstant(ZoneOffset.UTC);
                var donor = random.nextInt(20) == 0 ? null : (Long) donors[random.nextInt(reach)];
                long minor = random.nextInt(40) == 0 ? 250_000 : 500 + 500L * random.nextInt(30);
                boolean dollars = random.nextInt(5) == 0;
                var gift = books.gift(
                        at,
                        minor,
                        dollars ? "USD" : "EUR",
                        donor,
                        random.nextInt(100) < 35 + (23 - month),
                        campaigns[random.nextInt(campaigns.length)],
                        funds[Math.max(0, random.nextInt(5) - 2)]);
                books.settled(gift, at, dollars ? minor * 92 / 100 : minor, minor * 29 / 1000 + 25, "EUR");
                if (random.nextInt(25) == 0) {
                    books.refunded(gift, at.plusSeconds(86_400L * 9), minor, dollars ? "USD" : "EUR");
                }
            }
        }
        for (int i = 0; i < 40; i++) {
            var since = LocalDate.of(2025, 1, 1).plusDays(random.nextInt(600));
            books.plan(
                    since.atStartOfDay().toInstant(ZoneOffset.UTC),
                    1_000 + 500L * random.nextInt(4),
                    "EUR",
                    "MONTH",
                    1);
        }
        books.gift(LocalDate.of(2026, 11, 3).atStartOfDay().toInstant(ZoneOffset.UTC), 5_000, "JPY", donors[0]);
        return books;
    }
}
