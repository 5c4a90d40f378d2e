package org.almoner.bank;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.almoner.database.TestDatabase;
import org.almoner.demo.DemoBank;
import org.almoner.demo.DemoMonth;
import org.almoner.demo.Oracle;
import org.almoner.demo.StripeEvent;
import org.almoner.reconcile.Checks;
import org.junit.jupiter.api.Test;

/** Goal: the demo's bank file is what Stripe paid out, and leaves finance one merged deposit and one line to explain. */
class DemoStatementTest {

    private final DemoMonth demo = DemoMonth.before(LocalDate.of(2026, 11, 21), 300, 42);

    @Test
    void everyPayoutOfTheMonthIsInItAndTwoThingsAreLeftToDo() {
        var books = new BankBooks(TestDatabase.fresh());
        long account = books.account();
        payouts(books);

        books.jdbi.useHandle(handle -> {
            handle.execute(
                    "insert into job_run values (1, 'nightly-close', '2026-10-31', 'COMPLETED', 'schedule', now())");
            Checks.run(handle, 1, LocalDate.of(2026, 10, 31), Instant.parse("2026-11-01T01:00:00Z"));
        });
        assertThat(bank(books)).isEqualTo("OPEN");

        books.imports(new DemoBank(demo.story().world(), demo.month()).statement());

        assertThat(books.number("select closing_minor - opening_minor from bank_statement"))
                .isEqualTo(books.number("select sum(amount_minor) from bank_line where bank_account_id = " + account));
        assertThat(books.suggestions()).containsOnlyKeys("STRIPE PAYOUTS");
        assertThat(books.suggestions().get("STRIPE PAYOUTS")).startsWith("MERGED ");
        var suggestion =
                books.queries.suggestions(List.of(books.line("STRIPE PAYOUTS"))).get(0);
        assertThat(bank(books)).isEqualTo("BROKEN");
        books.desk.accept(suggestion.id(), BankBooks.ANNA);
        assertThat(bank(books)).isEqualTo("HOLDS");
        assertThat(books.queries.deposits(BankQueries.Wanted.OPEN, null, 200).items())
                .as("what was due before the statement is in its opening balance")
                .isNotEmpty()
                .allMatch(deposit -> deposit.expectedOn().isAfter(LocalDate.of(2026, 9, 20)));
        assertThat(books.exceptions().values()).containsExactly("BANK_LINE_UNMATCHED");
        assertThat(books.queries.lines(BankQueries.Wanted.OPEN, null, 5).items())
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.amount().minor()).isEqualTo(-125_000);
                    var aside = new MatchWish(MatchWish.all(List.of(line.id())), List.of(), "NOT_OURS", "rent", false);
                    assertThat(books.desk.match(aside, BankBooks.ANNA).waits()).isFalse();
                });
        assertThat(books.exceptions()).isEmpty();
    }

    /** What the newest close says of payouts in the bank. */
    private static String bank(BankBooks books) {
        return new Checks(books.jdbi)
                .newest().stream()
                        .filter(check -> check.name() == Checks.Name.PAYOUTS_IN_BANK)
                        .map(check -> check.outcome().name())
                        .collect(Collectors.joining());
    }

    /** As the sweep would have them. */
    private void payouts(BankBooks books) {
        var last = demo.month().atEndOfMonth().plusDays(40).atStartOfDay().toInstant(ZoneOffset.UTC);
        var oracle = new Oracle(demo.story().world(), DemoMonth.ZONE);
        assertThat(oracle.payouts()).isNotEmpty();
        for (StripeEvent event : demo.story().world().events(Instant.EPOCH, last)) {
            var body = JsonParser.parseString(new String(event.body(), StandardCharsets.UTF_8))
                    .getAsJsonObject();
            if (body.get("type").getAsString().startsWith("payout.")) {
                var payout = body.getAsJsonObject("data").getAsJsonObject("object");
                var trace = payout.get("trace_id");
                if (payout.get("currency").getAsString().equals("eur")) {
                    String arrival = LocalDate.ofInstant(
                                    Instant.ofEpochSecond(
                                            payout.get("arrival_date").getAsLong()),
                                    ZoneOffset.UTC)
                            .toString();
                    String traced = trace != null
                                    && trace.isJsonObject()
                                    && !trace.getAsJsonObject().get("value").isJsonNull()
                            ? trace.getAsJsonObject().get("value").getAsString()
                            : null;
                    books.payout(
                            payout.get("id").getAsString(),
                            payout.get("amount").getAsLong(),
                            arrival,
                            payout.get("status").getAsString(),
                            traced);
                    books.jdbi.useHandle(handle -> handle.execute(
                            "update payout set trace_id = coalesce(?, trace_id) where id = ?",
                            traced,
                            payout.get("id").getAsString()));
                }
            }
        }
    }
}
