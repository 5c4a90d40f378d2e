package org.almoner.giftaid;

import static org.almoner.giftaid.Charity.FIN;
import static org.almoner.giftaid.Charity.TODAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import org.almoner.database.Rejection;
import org.almoner.giftaid.Declaration.How;
import org.almoner.giftaid.Declaration.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What donors declared is noted whole, never changed, replaced by a newer version, or cancelled. */
class DeclarationsTest {

    private final Charity charity = new Charity();
    private long donor;

    @BeforeEach
    void somebody() {
        donor = charity.donor("Zoë House-Martin");
    }

    @Test
    void aDeclarationIsKeptAsDeclaredWithItsPeriodFilledIn() {
        long id = charity.declared(donor);

        var declaration = charity.found.find(id).orElseThrow();
        assertThat(declaration.state()).isEqualTo(State.ACTIVE);
        assertThat(declaration.name()).isEqualTo("Mrs Zoë House-Martin");
        assertThat(declaration.values().from()).isEqualTo(LocalDate.of(2021, 5, 1));
        assertThat(declaration.values().to()).isNull();
        assertThat(declaration.values().postcode()).isEqualTo("m99 2qd");
        assertThat(declaration.writable()).isTrue();
        assertThat(trail()).containsExactly("gift-aid.declaration.noted " + id);
        assertThat(charity.jdbi.<String, RuntimeException>withHandle(
                        handle -> handle.createQuery("select detail::text from audit_entry")
                                .mapTo(String.class)
                                .one()))
                .as("no name and no address in the trail")
                .doesNotContain("House", "2qd", "Zoë");
    }

    @Test
    void aPeriodFollowsFromWhatIsCovered() {
        var past = charity.draft(donor);
        past.future = false;
        assertThat(values(past).from()).isEqualTo(LocalDate.of(2021, 5, 1));
        assertThat(values(past).to()).isEqualTo(LocalDate.of(2025, 5, 1));
        var future = charity.draft(donor);
        future.past = false;
        future.to = LocalDate.of(2026, 12, 31);
        assertThat(values(future).from()).isEqualTo(LocalDate.of(2025, 5, 1));
        assertThat(values(future).to()).isEqualTo(LocalDate.of(2026, 12, 31));
        var one = charity.draft(donor);
        one.past = false;
        one.future = false;
        one.gift = charity.gift(donor, 1000, TODAY);
        assertThat(values(one).from()).isNull();
    }

    @Test
    void eachFaultNamesItsFieldAndTheRemedy() {
        refused("madeOn", draft -> draft.madeOn = TODAY.plusDays(1));
        refused("firstName", draft -> draft.first = " \u0007 ");
        refused("lastName", draft -> draft.last = "x".repeat(301));
        refused("evidence", draft -> draft.evidence = null);
        refused("wording", draft -> draft.wording = "unknown");
        refused("title", draft -> draft.title = "x".repeat(36));
        refused("house", draft -> draft.house = "x".repeat(201));
        refused("postcode", draft -> draft.postcode = "10243");
        refused("recorded", draft -> draft.recorded = true);
        refused("from", draft -> draft.from = LocalDate.of(2021, 4, 30));
        refused("to", draft -> {
            draft.from = LocalDate.of(2025, 1, 1);
            draft.to = LocalDate.of(2024, 1, 1);
        });
        refused("to", draft -> {
            draft.future = false;
            draft.to = LocalDate.of(2025, 5, 2);
        });
        refused("future", draft -> {
            draft.past = false;
            draft.future = false;
        });
        refused("from", draft -> {
            draft.past = false;
            draft.future = false;
            draft.gift = "pi_1";
            draft.from = LocalDate.of(2025, 1, 1);
        });
        refused("gift", draft -> draft.gift = "pi_of_somebody_else");
        long company = charity.donor("Company Ltd");
        charity.jdbi.useHandle(
                handle -> handle.execute("update donor set kind = 'ORGANISATION' where id = ?", company));
        assertRejected("donor", () -> charity.declared(company));
        assertRejected("donor", () -> charity.declared(9_999));
        charity.jdbi.useHandle(handle -> handle.execute("update receipt_issuer set regime = 'PLAIN'"));
        assertRejected("entity", () -> charity.declared(donor));
    }

    @Test
    void aNewVersionStandsInThePlaceOfTheOldOneAndCoversWhatThatCovered() {
        long first = charity.declared(donor);
        var moved = charity.draft(donor);
        moved.madeOn = LocalDate.of(2026, 6, 1);
        moved.house = "1";
        long second = charity.declarations.note(moved.build(), first, FIN);

        assertThat(charity.found.find(first).orElseThrow().state()).isEqualTo(State.REPLACED);
        assertThat(charity.found.find(first).orElseThrow().values().house()).isEqualTo("152A");
        assertThat(charity.found.find(second).orElseThrow().values().from())
                .as("not a day less than before")
                .isEqualTo(LocalDate.of(2021, 5, 1));
        assertRejected("id", () -> charity.declarations.note(moved.build(), first, FIN));
        assertRejected("id", () -> charity.declarations.cancel(first, null, false, "wrong one", FIN));
        long other = charity.donor("Somebody Else");
        assertRejected(
                "replaces", () -> charity.declarations.note(charity.draft(other).build(), second, FIN));
        assertThat(charity.found.slice(new DeclarationQueries.Wanted(donor, State.ACTIVE, null), 0, 10))
                .extracting(Declaration::id)
                .containsExactly(second);
        assertThat(charity.found.count(new DeclarationQueries.Wanted(null, null, "house-m")))
                .isEqualTo(2);
    }

    @Test
    void nothingOfItCanBeChangedInTheDatabase() {
        long id = charity.declared(donor);
        for (String change : List.of(
                "update gift_aid_declaration set first_name = 'X'",
                "delete from gift_aid_declaration",
                "update gift_aid_wording set text = 'something else, and longer'")) {
            assertThatThrownBy(() -> charity.jdbi.useHandle(handle -> handle.execute(change)))
                    .hasMessageMatching("(?s).*(stays as it is|append-only).*");
        }
        long other = charity.donor("The Same Person");
        charity.jdbi.useHandle(handle -> handle.execute("update donor set merged_into = ? where id = ?", other, donor));
        assertThat(charity.found.find(id).orElseThrow().values().donor()).isEqualTo(other);
    }

    @Test
    void aSpokenDeclarationCountsOnceItsRecordWasSent() {
        var spoken = charity.draft(donor);
        spoken.how = How.ORAL;
        long id = charity.declarations.note(spoken.build(), null, FIN);
        assertThat(charity.found.find(id).orElseThrow().state()).isEqualTo(State.UNPROVEN);
        assertRejected("sentOn", () -> charity.declarations.recordSent(id, LocalDate.of(2025, 4, 30), FIN));
        charity.declarations.recordSent(id, LocalDate.of(2025, 5, 3), FIN);
        assertThat(charity.found.find(id).orElseThrow().state()).isEqualTo(State.ACTIVE);
        assertRejected("sentOn", () -> charity.declarations.recordSent(id, null, FIN));
        long written = charity.declared(donor);
        assertRejected("sentOn", () -> charity.declarations.recordSent(written, null, FIN));
        spoken.recorded = true;
        long taped = charity.declarations.note(spoken.build(), null, FIN);
        assertThat(charity.found.find(taped).orElseThrow().state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void aSpokenOneIsTakenBackFromTheStartForThirtyDaysAndThenFromTheDay() {
        var spoken = charity.draft(donor);
        spoken.how = How.ORAL;
        for (var day : List.of(LocalDate.of(2025, 6, 2), LocalDate.of(2025, 6, 3))) {
            long id = charity.declarations.note(spoken.build(), null, FIN);
            charity.declarations.recordSent(id, LocalDate.of(2025, 5, 3), FIN);
            charity.declarations.cancel(id, day, false, "called us", FIN);
            assertThat(charity.found.find(id).orElseThrow().state())
                    .isEqualTo(day.getDayOfMonth() == 2 ? State.VOID : State.CANCELLED);
        }
    }

    @Test
    void aCancellationHasItsDayAndItsReason() {
        long id = charity.declared(donor);
        assertRejected("reason", () -> charity.declarations.cancel(id, null, false, " ", FIN));
        assertRejected("on", () -> charity.declarations.cancel(id, LocalDate.of(2025, 4, 30), false, "x", FIN));
        assertRejected("on", () -> charity.declarations.cancel(id, TODAY.plusDays(1), false, "x", FIN));
        charity.declarations.cancel(id, null, false, "pays no tax any more", FIN);
        var cancelled = charity.found.find(id).orElseThrow();
        assertThat(cancelled.state()).isEqualTo(State.CANCELLED);
        assertThat(cancelled.cancelled().on()).isEqualTo(TODAY);
        assertRejected("id", () -> charity.declarations.cancel(id, null, true, "again", FIN));
        assertRejected(
                "id", () -> charity.declarations.note(charity.draft(donor).build(), id, FIN));
        assertThatThrownBy(() -> charity.declarations.cancel(999, null, true, "x", FIN))
                .hasMessageContaining("there is no declaration 999");
    }

    @Test
    void wordsAreKeptByTheirVersion() {
        var words = new Declaration.Wording("web-2026", "I agree to everything that stands here.");
        charity.declarations.word(words, FIN);
        assertThat(charity.found.wordings()).contains(words);
        assertRejected("version", () -> charity.declarations.word(words, FIN));
        assertRejected("version", () -> charity.declarations.word(new Declaration.Wording("a b", words.text()), FIN));
        assertRejected("text", () -> charity.declarations.word(new Declaration.Wording("short", "Yes"), FIN));
    }

    private Declaration.Draft values(Charity.Written draft) {
        return charity.found
                .find(charity.declarations.note(draft.build(), null, FIN))
                .orElseThrow()
                .values();
    }

    private void refused(String field, Consumer<Charity.Written> change) {
        var draft = charity.draft(donor);
        change.accept(draft);
        assertRejected(field, () -> charity.declarations.note(draft.build(), null, FIN));
    }

    private static void assertRejected(String field, Runnable deed) {
        assertThatThrownBy(deed::run)
                .isInstanceOfSatisfying(Rejection.class, rejection -> assertThat(rejection.faults())
                        .extracting(Rejection.Fault::field)
                        .contains(field));
    }

    private List<String> trail() {
        return charity.jdbi.withHandle(
                handle -> handle.createQuery("select action || ' ' || subject_id from audit_entry order by id")
                        .mapTo(String.class)
                        .list());
    }
}
