package org.almoner.bank;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.almoner.bank.Written.Line;
import org.almoner.database.TestDatabase;

/**
 * Goal: however a bank merges and splits payouts, and cuts, repeats and shuffles its statements, every cent that left Stripe
 * is found once, and importing it all again changes nothing.
 */
class BankPropertiesTest {

    private static final LocalDate FIRST = LocalDate.of(2026, 11, 2);

    @Property(tries = 8)
    void everyPayoutIsFoundOnceWhateverTheFiles(@ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int payouts) {
        var random = new Random(seed);
        var database = TestDatabase.fresh();
        try {
            var books = new BankBooks(database);
            books.account();
            List<Line> lines = lines(books, random, payouts);
            List<String> files = files(lines, random);

            files.forEach(books::imports);
            long found = check(books, lines);
            Collections.shuffle(files, random);
            files.forEach(file -> books.imports(file + "\n"));

            assertThat(check(books, lines)).isEqualTo(found);
        } finally {
            TestDatabase.drop(database);
        }
    }

    private static long check(BankBooks books, List<Line> lines) {
        assertThat(books.number("select count(*) from bank_line")).isEqualTo(lines.size());
        assertThat(books.number("select coalesce(sum(amount_minor), 0) from bank_line"))
                .isEqualTo(lines.stream().mapToLong(Line::cents).sum());
        assertThat(books.number("select count(*) from deposit_standing where open_minor <> 0"))
                .isZero();
        long matched = books.number(
                "select coalesce(sum(p.amount_minor), 0) from bank_match_line p join bank_match m on m.id = p.match_id where m.state = 'MADE'");
        assertThat(matched).isEqualTo(books.number("select sum(amount_minor) from deposit"));
        assertThat(books.number("select balance from ledger_balance where role = 'BANK'"))
                .isEqualTo(matched);
        assertThat(books.number("select count(*) from settlement_exception where resolved_on is null"))
                .isEqualTo(lines.stream()
                        .filter(line -> !line.text().contains("po_"))
                        .count());
        return books.number("select count(*) from ledger_posting");
    }

    /** Each payout as a line, as one of several in a line, or in pieces; and what has nothing to do with any. */
    private static List<Line> lines(BankBooks books, Random random, int payouts) {
        var byDay = new TreeMap<LocalDate, List<Line>>();
        var merged = new ArrayList<String>();
        long together = 0;
        for (int i = 0; i < payouts; i++) {
            String id = "po_1" + Integer.toString(1_000_000 + i) + "Abc";
            long amount = 1_001 + 2L * random.nextInt(500_000);
            LocalDate day = FIRST.plusDays(random.nextInt(14));
            books.payout(id, amount, day.toString());
            if (random.nextInt(3) == 0) {
                long piece = 1 + random.nextInt((int) amount - 1);
                add(byDay, day, piece, random, "STRIPE " + id + " first");
                add(byDay, day.plusDays(1), amount - piece, random, "STRIPE " + id + " second");
            } else {
                merged.add(id);
                together += amount;
                if (random.nextBoolean() || i == payouts - 1) {
                    add(byDay, day, together, random, "STRIPE " + String.join(" ", merged));
                    merged.clear();
                    together = 0;
                }
            }
        }
        if (!merged.isEmpty()) {
            add(byDay, FIRST.plusDays(15), together, random, "STRIPE " + String.join(" ", merged));
        }
        for (int i = random.nextInt(12); i > 0; i--) {
            byDay.computeIfAbsent(FIRST.plusDays(random.nextInt(3)), day -> new ArrayList<>())
                    .add(new Line(FIRST, -700, "", "Rent"));
        }
        var lines = new ArrayList<Line>();
        byDay.forEach((day, each) -> {
            Collections.shuffle(each, random);
            each.forEach(line -> lines.add(new Line(day, line.cents(), line.reference(), line.text())));
        });
        return lines;
    }

    private static void add(
            TreeMap<LocalDate, List<Line>> byDay, LocalDate day, long cents, Random random, String text) {
        byDay.computeIfAbsent(day, none -> new ArrayList<>())
                .add(new Line(day, cents, random.nextBoolean() ? "" : "R" + text.hashCode(), text));
    }

    /** Pages that follow on one another, even within a day, and whole days that overlap, in any order. */
    private static List<String> files(List<Line> lines, Random random) {
        var files = new ArrayList<String>();
        for (int from = 0; from < lines.size(); ) {
            int to = Math.min(lines.size(), from + 1 + random.nextInt(6));
            files.add(file(lines, from, to, random));
            from = to;
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            int from = random.nextInt(lines.size());
            int to = from + random.nextInt(lines.size() - from) + 1;
            while (from > 0 && lines.get(from - 1).day().equals(lines.get(from).day())) {
                from--;
            }
            while (to < lines.size()
                    && lines.get(to).day().equals(lines.get(to - 1).day())) {
                to++;
            }
            files.add(file(lines, from, to, random));
        }
        Collections.shuffle(files, random);
        return files;
    }

    private static String file(List<Line> all, int from, int to, Random random) {
        long opening =
                123_456 + all.subList(0, from).stream().mapToLong(Line::cents).sum();
        List<Line> lines = all.subList(from, to);
        String since = lines.get(0).day().toString();
        String until = lines.get(lines.size() - 1).day().toString();
        String id = "S" + from + "-" + to + (random.nextBoolean() ? "a" : "b");
        return random.nextBoolean()
                ? Written.camt(id, since, until, opening, lines)
                : Written.mt940(id, since, until, opening, lines);
    }
}
