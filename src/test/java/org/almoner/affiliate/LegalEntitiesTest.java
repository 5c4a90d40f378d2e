package org.almoner.affiliate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegalEntitiesTest {

    private static final String ADMIN = "admin@example.org";

    private final Jdbi jdbi = TestDatabase.books();
    private final LegalEntities entities = new LegalEntities(
            jdbi, Transactions.over(jdbi), new AuditTrail(jdbi, new Calendar(Clock.systemUTC(), ZoneOffset.UTC)));

    @Test
    void theFirstOneHasEverythingThatIsNobodyElses() {
        assertThat(entities.all()).singleElement().satisfies(first -> {
            assertThat(first.id()).isEqualTo(LegalEntity.FIRST);
            assertThat(first.code()).isEqualTo("main");
            assertThat(first.values().affiliates()).containsExactly("main");
            assertThat(first.values().tolerance()).isEmpty();
        });
    }

    @Test
    void accountsAndAffiliatesMoveToWhoNamesThemAndBackToTheFirst() {
        affiliate("de");
        affiliate("at");
        entities.create("verein", draft("Verein", List.of("own", "acct_1"), List.of("de", "at")), ADMIN);
        entities.create("zwei", draft("Zwei", List.of("acct_1"), List.of("at")), ADMIN);

        assertThat(entities.find("verein").orElseThrow().values().stripeAccounts())
                .containsExactly("own");
        assertThat(entities.find("verein").orElseThrow().values().affiliates()).containsExactly("de");
        assertThat(entities.find("zwei").orElseThrow().values().affiliates()).containsExactly("at");

        entities.change("verein", 1, draft("Verein", List.of(), List.of()), ADMIN);

        assertThat(entities.find("verein").orElseThrow().values().stripeAccounts())
                .isEmpty();
        assertThat(entities.find("main").orElseThrow().values().affiliates()).containsExactly("de", "main");
        List<String> trail = jdbi.withHandle(
                handle -> handle.createQuery("select action || ' ' || subject_id from audit_entry order by id")
                        .mapTo(String.class)
                        .list());
        assertThat(trail).containsExactly("entity.created verein", "entity.created zwei", "entity.changed verein");
    }

    @Test
    void theToleranceIsAnAmountForEachCurrency() {
        entities.change(
                "main",
                1,
                new LegalEntity.Draft(
                        "Ours", List.of(new Money(100, "EUR"), new Money(120, "JPY")), List.of(), List.of("main")),
                ADMIN);

        assertThat(entities.find("main").orElseThrow().values().tolerance())
                .containsExactly(new Money(100, "EUR"), new Money(120, "JPY"));
    }

    @ParameterizedTest
    @CsvSource({
        "UPPER,Name,,,code",
        "ok,' ',,,name",
        "ok,Name,acct 1,,stripeAccounts",
        "ok,Name,,nobody,affiliates",
        "main,Name,,,code"
    })
    void whatDoesNotHoldIsRefusedAndNamed(String code, String name, String account, String affiliate, String field) {
        assertThatThrownBy(() -> entities.create(code, draft(name, list(account), list(affiliate)), ADMIN))
                .isInstanceOfSatisfying(Rejection.class, rejection -> assertThat(rejection.faults())
                        .extracting(Rejection.Fault::field)
                        .containsExactly(field));
        assertThat(entities.all()).hasSize(1);
    }

    @Test
    void aToleranceOfNothingOrTwiceOneCurrencyIsRefused() {
        for (var tolerance : List.of(List.of(new Money(0, "EUR")), List.of(new Money(1, "EUR"), new Money(2, "EUR")))) {
            assertThatThrownBy(() -> entities.change(
                            "main", 1, new LegalEntity.Draft("N", tolerance, List.of(), List.of()), ADMIN))
                    .hasMessageContaining("one amount above zero for each currency");
        }
    }

    @Test
    void whoReadAnOldVersionChangesNothing() {
        entities.change("main", 1, draft("A", List.of(), List.of("main")), ADMIN);

        assertThatThrownBy(() -> entities.change("main", 1, draft("B", List.of(), List.of("main")), ADMIN))
                .isInstanceOfSatisfying(Rejection.class, rejection -> assertThat(rejection.reason())
                        .isEqualTo(Rejection.Reason.STALE));
        assertThatThrownBy(() -> entities.change("nobody", 1, draft("B", List.of(), List.of()), ADMIN))
                .isInstanceOfSatisfying(Rejection.class, rejection -> assertThat(rejection.reason())
                        .isEqualTo(Rejection.Reason.UNKNOWN));
    }

    private void affiliate(String code) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into affiliate (code, name, legal_name, receipt_prefix) values (?, ?, ?, upper(?) || '1')",
                code,
                code,
                code,
                code));
    }

    private static List<String> list(String one) {
        return one == null ? Collections.emptyList() : List.of(one);
    }

    private static LegalEntity.Draft draft(String name, List<String> accounts, List<String> affiliates) {
        return new LegalEntity.Draft(name, List.of(), accounts, affiliates);
    }
}
