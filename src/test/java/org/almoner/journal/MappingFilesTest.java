package org.almoner.journal;

import static org.almoner.journal.JournalBooks.FIN;
import static org.almoner.journal.JournalBooks.NOON;
import static org.almoner.journal.JournalBooks.NOVEMBER;
import static org.almoner.journal.JournalBooks.monthly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.junit.jupiter.api.Test;

class MappingFilesTest {

    private final JournalBooks books = new JournalBooks();
    private final MappingFiles files =
            new MappingFiles(Transactions.over(books.jdbi), books.chart, books.rules, books.ruleList);

    @Test
    void theStarterChartMapsAMonthAndIsTakenOnce() {
        var starter = new StarterChart(Transactions.over(books.jdbi), books.chart, books.rules);
        starter.take("main", NOVEMBER, FIN);
        books.month(NOVEMBER, "BALANCED");
        books.fund("wells", "PURPOSE");
        books.gift("pi_1", "general", 100, "EUR", "stripe", NOON);
        books.gift("pi_2", "wells", 200, "EUR", "cheque", NOON);
        books.post("f", "CHARGE_FEE", "PROCESSING_FEES", "STRIPE_CLEARING", 3, "EUR", 1L, NOON);

        long id = books.journals.make(monthly(NOVEMBER), FIN);

        assertThat(books.batches.lines(id, null, 9).items())
                .extracting(JournalLine::account)
                .containsExactly("1200", "6850", "1050", "4010", "4020");
        refused("has a chart of accounts already", () -> starter.take("main", NOVEMBER, FIN));
    }

    @Test
    void whatGoesOutComesInAndTheSameFileTwiceChangesNothing() throws IOException {
        books.ready();
        books.account("4100", "=Sub:One", AccountType.INCOME);
        var chart = new ByteArrayOutputStream();
        var rules = new ByteArrayOutputStream();
        files.writeChart(chart);
        files.writeRules(rules);
        assertThat(chart.toString(StandardCharsets.UTF_8)).contains("main,4100,'=Sub:One,INCOME,true");
        assertThat(rules.toString(StandardCharsets.UTF_8)).contains(",GIFT_INCOME,,,,,4000,,,2026-11,");

        assertThat(chart(chart.toString(StandardCharsets.UTF_8))).isZero();
        assertThat(rules(rules.toString(StandardCharsets.UTF_8))).isZero();
        assertThat(chart("entity,code,name,type,active\nmain,4100,Sub,INCOME,false\nmain,4200,New,INCOME,true\n"))
                .isEqualTo(2);
        assertThat(books.chart.find("main", "4100").orElseThrow().values().active())
                .isFalse();
        assertThat(rules("entity,role,fund,channel,restriction,currency,account,department,project,from,to\n"
                        + ",GIFT_INCOME,general,,WITHOUT_DONOR_RESTRICTIONS,EUR,4200,D,P,2026-11,2026-12\n"))
                .isEqualTo(1);
    }

    @Test
    void aFileThatDoesNotHoldIsRefusedWholeWithItsLine() throws IOException {
        books.ready();
        var head = "entity,code,name,type,active\n";
        refused("line 3, type: 'THING' is none", () -> chart(head + "main,1,A,ASSET,true\nmain,2,B,THING,true\n"));
        refused("line 2, code:", () -> chart(head + "main,?,A,ASSET,true\n"));
        refused("[type, active] are missing", () -> chart("entity,code,name\n"));
        refused("line 2: 2 columns, not 5", () -> chart(head + "main,1\n"));
        refused("UTF-8", () -> files(new byte[] {'a', (byte) 0xff}));
        refused("at most 1000000 bytes", () -> files(new byte[1_000_001]));
        refused(
                "line 2, account: write the number of an account",
                () -> rules(
                        "entity,role,fund,channel,restriction,currency,account,department,project,from,to\n,,,,,,77,,,2026-11,\n"));
        assertThat(books.chart.find("main", "1")).isEmpty();
    }

    private int chart(String text) {
        try {
            return files.readChart(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), FIN);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private int rules(String text) {
        try {
            return files.readRules(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), FIN);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void files(byte[] bytes) {
        try {
            files.readChart(new ByteArrayInputStream(bytes), FIN);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void refused(String why, Runnable deed) {
        assertThatThrownBy(deed::run).isInstanceOf(Rejection.class).hasMessageContaining(why);
    }
}
