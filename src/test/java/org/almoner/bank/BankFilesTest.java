package org.almoner.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.almoner.audit.AuditTrail;
import org.almoner.bank.BankAccount.Raises;
import org.almoner.database.Rejection;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: whatever files carry a line, in whatever order and overlap, it comes in once; what does not hold leaves nothing. */
class BankFilesTest {

    private static final String ME = "finance@example.org";
    private static final List<Written.Line> FIRST = List.of(
            Written.line("2026-11-02", 9_825, "R1", "STRIPE po_1Abc"),
            Written.line("2026-11-03", 2_500, "", "Gift"),
            Written.line("2026-11-03", 2_500, "", "Gift"));
    private static final List<Written.Line> SECOND = List.of(Written.line("2026-11-05", -700, "R4", "Fee"));

    private final Jdbi jdbi = TestDatabase.books();
    private final Calendar calendar = new Calendar(
            Clock.fixed(Instant.parse("2026-11-21T02:00:00Z"), ZoneOffset.UTC), ZoneId.of("Europe/Berlin"));
    private final AuditTrail trail = new AuditTrail(jdbi, calendar);
    private final BankAccounts accounts = new BankAccounts(jdbi, Transactions.over(jdbi), trail);
    private final BankFiles files = new BankFiles(Transactions.over(jdbi), calendar, trail);
    private long account;

    @BeforeEach
    void oneAccount() {
        account =
                accounts.add(new BankAccounts.Draft(null, "Main", Written.IBAN, "EUR", 10_000L, Raises.ALL, null), ME);
    }

    @Test
    void isLookedAtFirstAndThenImportedOnce() throws IOException {
        long id = send(Written.camt("S1", "2026-11-01", "2026-11-04", 10_000, FIRST));

        assertThat(count("bank_line")).isZero();
        var part = files.find(id).parts().get(0);
        assertThat(part.lines()).isEqualTo(3);
        assertThat(part.added()).isEqualTo(3);
        assertThat(part.gap()).isNull();
        assertThat(part.closing()).isEqualTo(new Money(24_825, "EUR"));

        files.take(id, ME);
        files.take(id, ME);

        assertThat(count("bank_line")).isEqualTo(3);
        assertThat(files.find(id).imported()).isTrue();
        assertThat(files.find(id).added()).isEqualTo(3);
        List<String> deeds = jdbi.withHandle(handle -> handle.createQuery(
                        "select action from audit_entry where subject_type = 'bank_file' order by id")
                .mapTo(String.class)
                .list());
        assertThat(deeds).containsExactly("bank_file.sent", "bank_file.imported");
    }

    @Test
    void theSameFileAgainIsTheSameFile() throws IOException {
        String file = Written.camt("S1", "2026-11-01", "2026-11-04", 10_000, FIRST);
        long id = imported(file);

        var again = files.send(stream(file), "other.xml", null, ME);

        assertThat(again).isEqualTo(new BankFiles.Sent(id, false));
        assertThat(count("bank_file")).isOne();
    }

    @Test
    void theSameStatementInAnotherFileAndOverlapsBringNothingTwice() throws IOException {
        imported(Written.camt("S1", "2026-11-01", "2026-11-04", 10_000, FIRST));

        long again = imported(Written.camt("S1", "2026-11-01", "2026-11-04", 10_000, FIRST) + "\n");
        assertThat(files.find(again).parts()).isEmpty();
        var both = new ArrayList<>(FIRST);
        both.addAll(SECOND);
        long over = imported(Written.camt("S2", "2026-11-01", "2026-11-06", 10_000, both));
        assertThat(files.find(over).added()).isOne();
        long late = imported(Written.camt("S3", "2026-11-03", "2026-11-06", 19_825, both.subList(1, 4)));
        assertThat(files.find(late).added()).isZero();
        assertThat(files.find(late).parts().get(0).gap()).isNull();
        assertThat(count("bank_line")).isEqualTo(4);
    }

    @Test
    void linesThatLookTheSameOnADayWithSeveralStatementsAreAllKept() throws IOException {
        var one = List.of(Written.line("2026-11-03", 2_500, "", "Gift"));
        imported(Written.mt940("A", "2026-11-03", "2026-11-03", 10_000, one));
        imported(Written.mt940("C", "2026-11-03", "2026-11-03", 15_000, one));
        imported(Written.mt940("B", "2026-11-03", "2026-11-03", 12_500, one));

        assertThat(count("bank_line")).isEqualTo(3);
        long whole = imported(
                Written.camt("W", "2026-11-03", "2026-11-03", 10_000, List.of(one.get(0), one.get(0), one.get(0))));
        assertThat(files.find(whole).added()).isZero();
    }

    @Test
    void whatIsMissingBetweenStatementsIsShownUntilItComes() throws IOException {
        imported(Written.camt("S1", "2026-11-01", "2026-11-02", 10_000, FIRST.subList(0, 1)));
        long later = imported(Written.camt("S3", "2026-11-05", "2026-11-06", 24_825, SECOND));

        assertThat(files.find(later).parts().get(0).gap()).isEqualTo(new Money(5_000, "EUR"));
        imported(Written.camt("S2", "2026-11-03", "2026-11-04", 19_825, FIRST.subList(1, 3)));
        assertThat(files.find(later).parts().get(0).gap()).isNull();
    }

    @Test
    void aFirstStatementThatDoesNotOpenAsTheAccountDoesIsAGap() throws IOException {
        long id = send(Written.camt("S1", "2026-11-01", "2026-11-04", 9_999, FIRST));

        assertThat(files.find(id).parts().get(0).gap()).isEqualTo(new Money(-1, "EUR"));
    }

    @Test
    void nothingIsHalfImported() throws IOException {
        String broken = Written.camt("S1", "2026-11-01", "2026-11-04", 10_000, FIRST);
        String second = broken.substring(broken.indexOf("<Stmt>"), broken.indexOf("</BkTo"))
                .replace("S1", "S2")
                .replace("25.00", "25.01");

        assertThatThrownBy(() -> send(broken.replace("</BkTo", second + "</BkTo")))
                .isInstanceOf(Rejection.class);
        assertThatThrownBy(() -> send(broken.replace(Written.IBAN, "GB29NWBK60161331926819")))
                .hasMessageContaining("not kept here");
        assertThatThrownBy(() -> send("")).hasMessageContaining("empty");
        assertThatThrownBy(() -> send("a,b\n1,2\n")).hasMessageContaining("neither camt.053 nor MT940");
        assertThatThrownBy(() -> files.send(stream("a,b\n1,2\n"), "x.csv", account, ME))
                .hasMessageContaining("map its columns");
        assertThatThrownBy(() -> send(broken.replace("2026-11-0", "2066-11-0"))).hasMessageContaining("future");
        for (String table : List.of("bank_file", "bank_file_part", "bank_statement", "bank_line")) {
            assertThat(count(table)).as(table).isZero();
        }
        imported(broken);
        assertThatThrownBy(() -> send(Written.camt("S1", "2026-11-01", "2026-11-04", 10_000, FIRST.subList(0, 2))))
                .hasMessageContaining("imported before with other");
    }

    @Test
    void aFileIsAtMostFiftyMebibytesAndALargeOneIsReadInAStream() throws IOException {
        assertThatThrownBy(() -> files.send(endless(BankFiles.MOST_BYTES + 1), "big", null, ME))
                .hasMessageContaining("more than 50 MiB");
        assertThatThrownBy(() -> files.send(endless(BankFiles.MOST_BYTES), "big", null, ME))
                .isInstanceOf(Rejection.class);
        var many = new ArrayList<Written.Line>();
        for (int i = 0; i < 5_001; i++) {
            many.add(Written.line("2026-11-0" + (1 + i % 9), i + 1, i % 2 == 0 ? "" : "R" + i, "line " + i));
        }
        imported(Written.camt("BIG", "2026-11-01", "2026-11-09", 10_000, many));
        assertThat(count("bank_line")).isEqualTo(5_001);
    }

    @Test
    void aCsvIsReadAsTheAccountSays() throws IOException {
        accounts.map(
                account,
                new CsvMapping(
                        "UTF-8",
                        ';',
                        ',',
                        "dd.MM.yyyy",
                        0,
                        true,
                        "Tag",
                        "Betrag",
                        null,
                        null,
                        List.of("Zweck"),
                        null,
                        null,
                        null,
                        null),
                ME);
        long id = files.send(
                        stream("Tag;Zweck;Betrag\n02.11.2026;STRIPE;98,25\n02.11.2026;STRIPE;98,25\n"),
                        "x.csv",
                        account,
                        ME)
                .id();
        files.take(id, ME);
        long more = files.send(
                        stream("Tag;Zweck;Betrag\n02.11.2026;STRIPE;98,25\n02.11.2026;STRIPE;98,25\n03.11.2026;x;1\n"),
                        "y.csv",
                        account,
                        ME)
                .id();

        assertThat(files.find(more).parts().get(0).added()).isOne();
        assertThatThrownBy(() -> accounts.map(
                        account,
                        new CsvMapping(
                                "EBCDIC", 'x', '-', "QQQQQ", 200, true, null, null, "a", null, null, null, null, null,
                                null),
                        ME))
                .isInstanceOfSatisfying(
                        Rejection.class, no -> assertThat(no.faults()).hasSize(7));
    }

    @Test
    void whatWasOnlyLookedAtCanBeThrownAwayAndWhatIsImportedNot() throws IOException {
        long id = send(Written.camt("S1", "2026-11-01", "2026-11-04", 10_000, FIRST));
        files.discard(id, ME);
        assertThat(count("bank_file")).isZero();
        long kept = imported(Written.camt("S1", "2026-11-01", "2026-11-04", 10_000, FIRST));
        assertThatThrownBy(() -> files.discard(kept, ME)).hasMessageContaining("proof");
        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute("update bank_line set amount_minor = 1")))
                .hasMessageContaining("append-only");
    }

    @Test
    void anAccountIsCheckedAndChangedByOneAtATime() {
        assertThatThrownBy(() -> accounts.add(
                        new BankAccounts.Draft(null, " ", "DE88370400440532013000", "euro", null, null, null), ME))
                .isInstanceOfSatisfying(
                        Rejection.class, no -> assertThat(no.faults()).hasSize(3));
        assertThatThrownBy(() -> accounts.add(
                        new BankAccounts.Draft(null, "Twice", "de89 3704 0044 0532 0130 00", "EUR", null, null, null),
                        ME))
                .hasMessageContaining("kept already");
        accounts.change(
                account, 1, new BankAccounts.Draft(null, "Operating", null, null, null, Raises.INCOMING, false), ME);
        assertThat(accounts.find(account)).hasValueSatisfying(now -> {
            assertThat(now.name()).isEqualTo("Operating");
            assertThat(now.active()).isFalse();
            assertThat(now.shownNumber()).isEqualTo("DE89 3704 0044 0532 0130 00");
        });
        assertThatThrownBy(() -> accounts.change(
                        account, 1, new BankAccounts.Draft(null, "Late", null, null, null, null, null), ME))
                .hasMessageContaining("changed since");
    }

    private long send(String text) throws IOException {
        return files.send(stream(text), "statement.txt", null, ME).id();
    }

    private long imported(String text) throws IOException {
        long id = send(text);
        files.take(id, ME);
        return id;
    }

    private long count(String table) {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from " + table)
                .mapTo(Long.class)
                .one());
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream endless(long size) {
        return new InputStream() {
            private long left = size;

            @Override
            public int read() {
                return left-- > 0 ? ' ' : -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                if (left <= 0) {
                    return -1;
                }
                int count = (int) Math.min(left, length);
                Arrays.fill(into, offset, offset + count, (byte) ' ');
                left -= count;
                return count;
            }
        };
    }
}
