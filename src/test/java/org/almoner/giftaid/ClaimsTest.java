package org.almoner.giftaid;

import static org.almoner.giftaid.Charity.FIN;
import static org.almoner.giftaid.Charity.SECOND;
import static org.almoner.giftaid.Charity.TODAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.almoner.database.Rejection;
import org.almoner.giftaid.Claim.State;
import org.almoner.giftaid.ClaimLine.Kind;
import org.almoner.money.Money;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gift is claimed on once, what went back is owed back once, and what HMRC has is never changed. */
class ClaimsTest {

    private final Charity charity = new Charity();
    private long donor;

    @BeforeEach
    void somebody() {
        donor = charity.donor("Zoë House-Martin");
        charity.declared(donor);
    }

    @Test
    void aDraftTakesWhatCanBeClaimedOn() {
        charity.gift(donor, 24_000, LocalDate.of(2026, 3, 24));
        charity.gift(donor, 1_001, LocalDate.of(2026, 4, 6));
        charity.gift(charity.donor("Nobody Declared"), 5_000, TODAY);
        charity.gift(donor, 700, TODAY);

        var claim = claim(charity.claims.draft("main", TODAY.minusDays(1), FIN));

        assertThat(claim.state()).isEqualTo(State.DRAFT);
        assertThat(claim.number()).isEqualTo(1);
        assertThat(claim.gifts().lines()).isEqualTo(2);
        assertThat(claim.gifts().tax()).as("25p a pound, the half penny not").isEqualTo(gbp(6_250));
        assertThat(claim.asked()).isEqualTo(gbp(6_250));
        var line = charity.claimed.lines(claim.id(), Kind.GIFT, 0, 10).get(0);
        assertThat(line.firstName() + "/" + line.lastName() + "/" + line.house() + "/" + line.postcode())
                .isEqualTo("Zoe/House Martin/152A/M99 2QD");
        assertThat(line.taxYear()).isEqualTo(LocalDate.of(2026, 4, 5));
        assertThat(charity.standings.find("pi_1").orElseThrow().state()).isEqualTo(GiftStanding.State.CLAIMED);
        assertRejected("entity", () -> charity.claims.draft("main", null, FIN));
    }

    @Test
    void aGiftIsInOneClaimAtMost() {
        charity.gift(donor, 1_000, TODAY);
        long first = sent();
        assertRejected("until", () -> charity.claims.draft("main", null, FIN));
        charity.gift(donor, 2_000, TODAY);
        long second = charity.claims.draft("main", null, FIN);
        assertThat(claim(second).number()).isEqualTo(2);
        assertThat(claim(second).gifts().amount()).isEqualTo(gbp(2_000));
        assertThatThrownBy(() -> charity.jdbi.useHandle(handle -> handle.execute(
                        "insert into gift_aid_line (claim_id, line, kind, gift_id, received_on, period_end, tax_year,"
                                + " amount_minor, percent) select ?, 99, 'SMALL', gift_id, received_on, period_end, tax_year,"
                                + " amount_minor, percent from gift_aid_line where claim_id = ?",
                        second,
                        first)))
                .hasMessageContaining("gift_aid_line_once");
    }

    @Test
    void aClaimGoesFromHandToHand() {
        charity.gift(donor, 1_000, TODAY);
        long id = charity.claims.draft("main", null, FIN);
        assertRejected("state", () -> charity.claims.submit(id, "IR-1", null, FIN));
        assertRejected("state", () -> charity.claims.reopen(id, FIN));
        assertRejected("madeBy", () -> charity.claims.approve(id, "FIN@example.org"));
        charity.claims.approve(id, SECOND);
        assertThat(claim(id).approved().by()).isEqualTo(SECOND);
        assertRejected("state", () -> charity.claims.withdraw(id, FIN));
        assertRejected("state", () -> charity.claims.refresh(id, null, FIN));
        charity.claims.reopen(id, FIN);
        charity.claims.refresh(id, null, FIN);
        charity.claims.approve(id, SECOND);
        assertRejected("reference", () -> charity.claims.submit(id, " ", null, FIN));
        assertRejected("on", () -> charity.claims.submit(id, "IR-1", TODAY.plusDays(1), FIN));
        assertRejected("state", () -> charity.claims.pay(id, gbp(250), null, FIN));
        charity.claims.submit(id, " IR-1 ", null, FIN);
        assertThat(claim(id).reference()).isEqualTo("IR-1");
        assertRejected("amount", () -> charity.claims.pay(id, new Money(250, "EUR"), null, FIN));
        assertRejected("on", () -> charity.claims.pay(id, gbp(250), TODAY.minusDays(1), FIN));
        charity.claims.pay(id, gbp(250), null, FIN);
        assertThat(claim(id).state()).isEqualTo(State.PAID);
        assertThat(claim(id).paid()).isEqualTo(gbp(250));
        assertRejected("state", () -> charity.claims.pay(id, gbp(250), null, FIN));
        assertThat(trail())
                .containsExactly(
                        "gift-aid.declaration.noted",
                        "gift-aid.claim.drafted",
                        "gift-aid.claim.approved",
                        "gift-aid.claim.reopened",
                        "gift-aid.claim.refreshed",
                        "gift-aid.claim.approved",
                        "gift-aid.claim.submitted",
                        "gift-aid.claim.paid");
        for (String change : List.of(
                "update gift_aid_claim set reference = 'other'",
                "update gift_aid_claim set state = 'DRAFT', reference = null",
                "delete from gift_aid_claim",
                "update gift_aid_line set amount_minor = 1",
                "delete from gift_aid_line",
                "truncate gift_aid_line")) {
            assertThatThrownBy(() -> charity.jdbi.useHandle(handle -> handle.execute(change)))
                    .as(change)
                    .hasMessageMatching("(?s).*(stays as it is|only the lines of a draft|append-only).*");
        }
    }

    @Test
    void noTwoClaimsHaveOneReference() {
        charity.gift(donor, 1_000, TODAY);
        sent();
        charity.gift(donor, 1_000, TODAY);
        long second = charity.claims.draft("main", null, FIN);
        charity.claims.approve(second, SECOND);
        assertRejected("reference", () -> charity.claims.submit(second, "IR-1", null, FIN));
    }

    @Test
    void aWithdrawnDraftFreesItsGifts() {
        charity.gift(donor, 1_000, TODAY);
        long id = charity.claims.draft("main", null, FIN);
        charity.claims.withdraw(id, FIN);
        assertThat(claim(id).state()).isEqualTo(State.WITHDRAWN);
        assertThat(claim(charity.claims.draft("main", null, FIN)).gifts().lines())
                .isEqualTo(1);
        assertRejected("state", () -> charity.claims.refresh(id, null, FIN));
    }

    @Test
    void whatChangedSinceIsSeenBeforeASecondPersonAgrees() {
        String gift = charity.gift(donor, 1_000, TODAY);
        charity.gift(donor, 500, TODAY);
        long id = charity.claims.draft("main", null, FIN);
        assertThat(charity.claimed.changed(claim(id))).contains(0L);
        charity.back(gift, "REFUND", 100);
        assertThat(charity.claimed.changed(claim(id))).contains(1L);
        assertRejected("state", () -> charity.claims.approve(id, SECOND));
        charity.claims.refresh(id, null, FIN);
        charity.claims.approve(id, SECOND);
        assertThat(claim(id).gifts().amount()).isEqualTo(gbp(1_400));
    }

    @Test
    void aRefundAfterTheClaimIsOwedBackInTheNextOnce() {
        String gift = charity.gift(donor, 1_000, TODAY);
        String kept = charity.gift(donor, 300, TODAY);
        sent();
        charity.back(gift, "REFUND", 400);
        charity.back(kept, "DISPUTE", 300);
        assertThat(charity.claimed.owed("main"))
                .as("what is disputed may come back")
                .isEqualTo(gbp(400));
        charity.back(kept, "DISPUTE_LOST", 300);
        assertThat(charity.claimed.owed("main")).isEqualTo(gbp(700));

        charity.gift(donor, 500, TODAY);
        long second = charity.claims.draft("main", null, FIN);
        assertThat(claim(second).giftsBack().amount())
                .as("no more than is asked for, the oldest first")
                .isEqualTo(gbp(400));
        assertThat(claim(second).asked()).isEqualTo(gbp(25));
        charity.claims.approve(second, SECOND);
        charity.claims.submit(second, "IR-2", null, FIN);
        charity.gift(donor, 500, TODAY);
        long third = charity.claims.draft("main", null, FIN);
        assertThat(charity.claimed.lines(third, Kind.GIFT_BACK, 0, 10))
                .extracting(ClaimLine::gift)
                .containsExactly(kept);
        assertThat(charity.claimed.owed("main")).isEqualTo(gbp(0));
        charity.claims.withdraw(third, FIN);
        assertThat(charity.claimed.owed("main")).isEqualTo(gbp(300));
    }

    @Test
    void whatWasClaimedOnADeclarationThatNeverHeldIsOwedBack() {
        long other = charity.donor("Somebody Else");
        long declaration = charity.declared(other);
        charity.gift(other, 1_000, TODAY);
        sent();
        var moved = charity.draft(other);
        moved.house = "9";
        long newer = charity.declarations.note(moved.build(), declaration, FIN);
        assertThat(charity.claimed.owed("main"))
                .as("a new address changes nothing")
                .isEqualTo(gbp(0));
        charity.declarations.cancel(newer, null, true, "the form was another's", FIN);
        assertThat(charity.claimed.owed("main")).isEqualTo(gbp(1_000));
    }

    @Test
    void smallGiftsAreLimitedByTheirYearAndByWhatIsUnderGiftAid() {
        small();
        charity.gift(donor, 250, LocalDate.of(2026, 5, 1));
        String first = charity.gift(null, 2_000, LocalDate.of(2026, 5, 2), "cash");
        charity.gift(null, 501, LocalDate.of(2026, 5, 3), "contactless");
        charity.gift(null, 3_001, LocalDate.of(2026, 5, 3), "cash");
        charity.gift(null, 1_000, LocalDate.of(2026, 5, 3), "card");
        charity.gift(donor, 1_000, LocalDate.of(2026, 5, 4), "cash");
        charity.gift(null, 1_000, LocalDate.of(2026, 4, 5), "cash");
        String other = charity.gift(donor, 250, LocalDate.of(2026, 5, 1));
        charity.jdbi.useHandle(handle -> handle.execute("update gift set currency = 'EUR' where reference = ?", other));

        var claim = claim(charity.claims.draft("main", LocalDate.of(2026, 5, 3), FIN));

        assertThat(charity.claimed.lines(claim.id(), Kind.SMALL, 0, 10))
                .as("ten times 2.50, of the same tax year")
                .extracting(ClaimLine::gift)
                .containsExactly(first);
        charity.claims.refresh(claim.id(), LocalDate.of(2026, 5, 4), FIN);
        assertThat(claim(claim.id()).gifts().amount()).isEqualTo(gbp(1_250));
        assertThat(claim(claim.id()).small().amount()).isEqualTo(gbp(2_501));
        assertThat(claim(claim.id()).asked()).isEqualTo(gbp(312 + 625));
    }

    @Test
    void smallGiftsGoUpToEightThousandPoundsAYearOverAllClaims() {
        small();
        charity.gift(donor, 1_000_000, LocalDate.of(2026, 5, 1));
        for (int i = 0; i < 270; i++) {
            charity.gift(null, 3_000, LocalDate.of(2026, 5, 2), "cash");
        }
        long first = sent();
        assertThat(claim(first).small().lines()).isEqualTo(266);
        charity.gift(donor, 1_000_000, LocalDate.of(2026, 5, 1));
        assertThat(claim(charity.claims.draft("main", null, FIN)).small().lines())
                .as("798,000 of 800,000 are used up")
                .isZero();
    }

    @Test
    void afterTwoYearsASmallGiftIsTooOldAndWithoutTheSchemeNoneIsTaken() {
        charity.gift(donor, 10_000, LocalDate.of(2024, 4, 5));
        charity.gift(donor, 10_000, LocalDate.of(2024, 4, 6));
        charity.gift(null, 3_000, LocalDate.of(2024, 4, 5), "cash");
        String late = charity.gift(null, 3_000, LocalDate.of(2024, 4, 6), "cash");
        long without = charity.claims.draft("main", null, FIN);
        assertThat(claim(without).small().lines()).isZero();
        charity.claims.withdraw(without, FIN);
        small();
        long id = charity.claims.draft("main", null, FIN);
        assertThat(charity.claimed.lines(id, Kind.SMALL, 0, 10))
                .extracting(ClaimLine::gift)
                .containsExactly(late);
    }

    @Test
    void whoIsNoCharityClaimsNothing() {
        assertRejected("entity", () -> charity.claims.draft("nobody", null, FIN));
        assertRejected("until", () -> charity.claims.draft("main", TODAY.plusDays(1), FIN));
        assertThatThrownBy(() -> charity.claims.approve(99, FIN)).hasMessageContaining("there is no claim 99");
        assertThat(charity.claimed.count(new ClaimQueries.Wanted("main", null))).isZero();
        charity.gift(donor, 1_000, TODAY);
        charity.claims.draft("main", null, FIN);
        assertThat(charity.claimed
                        .page(new ClaimQueries.Wanted(null, State.DRAFT), null, 5)
                        .items())
                .hasSize(1);
    }

    private void small() {
        charity.jdbi.useHandle(handle ->
                handle.execute("insert into gift_aid_setting (legal_entity_id, small_donations) values (1, true)"));
    }

    private long sent() {
        long id = charity.claims.draft("main", null, FIN);
        charity.claims.approve(id, SECOND);
        charity.claims.submit(id, "IR-1", null, FIN);
        return id;
    }

    private Claim claim(long id) {
        return charity.claimed.find(id).orElseThrow();
    }

    private static Money gbp(long pence) {
        return new Money(pence, "GBP");
    }

    private List<String> trail() {
        return charity.jdbi.withHandle(handle -> handle.createQuery("select action from audit_entry order by id")
                .mapTo(String.class)
                .list());
    }

    private static void assertRejected(String field, Runnable deed) {
        assertThatThrownBy(deed::run)
                .isInstanceOfSatisfying(Rejection.class, rejection -> assertThat(rejection.faults())
                        .extracting(Rejection.Fault::field)
                        .contains(field));
    }
}
