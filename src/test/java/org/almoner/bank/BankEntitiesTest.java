package org.almoner.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.almoner.database.Rejection;
import org.almoner.database.TestDatabase;
import org.almoner.money.Money;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In whose books bank accounts are, and what is taken to them. */
class BankEntitiesTest {

    private static final LocalDate FIFTH = LocalDate.of(2026, 11, 5);
    private static final String CHAPTERS = "NL91ABNA0417164300";

    private final BankBooks books = new BankBooks(TestDatabase.fresh());

    @BeforeEach
    void aChapter() {
        books.jdbi.useHandle(
                handle -> handle.execute("insert into legal_entity (code, name) values ('chapter', 'The Chapter')"));
    }

    @Test
    void aDepositIsInTheBooksOfTheAccountItGoesTo() {
        assertThat(entityOf(record("before any account", null))).isEqualTo(1);
        long chapters = account(2L, CHAPTERS);
        assertThat(entityOf(record("the only account", null))).isEqualTo(2);

        long main = books.account();
        assertThat(entityOf(record("to the chapter", chapters))).isEqualTo(2);
        assertThat(entityOf(record("to us", main))).isEqualTo(1);
        assertThatThrownBy(() -> record("to whom", null))
                .isInstanceOfSatisfying(
                        Rejection.class,
                        no -> assertThat(no.faults()).singleElement().satisfies(fault -> {
                            assertThat(fault.field()).isEqualTo("account");
                            assertThat(fault.message()).contains("say to which it goes");
                        }));
        assertThatThrownBy(() -> books.deposits.record(
                        Deposits.Kind.CASH, "wrong", new Money(100, "USD"), FIFTH, main, BankBooks.ANNA))
                .hasMessageContaining("no such bank account in USD");
    }

    @Test
    void anAccountIsALegalEntitysThatThereIs() {
        assertThatThrownBy(() -> account(9L, CHAPTERS)).hasMessageContaining("no legal entity 9");
        long id = books.account();
        assertThatThrownBy(() -> change(id, 1, 9L)).hasMessageContaining("no legal entity 9");
        assertThatThrownBy(() ->
                        books.jdbi.useHandle(handle -> handle.execute("update bank_account set legal_entity_id = 9")))
                .hasMessageContaining("foreign key");
        change(id, 1, 2L);

        record("box", id);
        books.november(Written.line("2026-11-06", 3_300, "", "cash"));
        assertThat(books.matched()).isEqualTo(java.util.Map.of("box", "AMOUNT_DATE"));
        assertThatThrownBy(() -> change(id, 2, 1L)).hasMessageContaining("it stays there");
        change(id, 2, 2L);
    }

    private long account(Long entity, String number) {
        return books.accounts.add(
                new BankAccounts.Draft(entity, "Theirs", number, "EUR", null, BankAccount.Raises.ALL, null),
                BankBooks.ANNA);
    }

    private void change(long id, int version, Long entity) {
        books.accounts.change(
                id,
                version,
                new BankAccounts.Draft(entity, "Main", null, "EUR", null, BankAccount.Raises.ALL, true),
                BankBooks.ANNA);
    }

    private long record(String reference, Long account) {
        return books.deposits.record(
                Deposits.Kind.CASH, reference, new Money(3_300, "EUR"), FIFTH, account, BankBooks.ANNA);
    }

    private long entityOf(long deposit) {
        return books.jdbi.withHandle(handle -> handle.createQuery("select legal_entity_id from deposit where id = ?")
                .bind(0, deposit)
                .mapTo(Long.class)
                .one());
    }
}
