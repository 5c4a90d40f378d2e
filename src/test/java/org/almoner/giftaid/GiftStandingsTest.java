package org.almoner.giftaid;

import static org.almoner.giftaid.Charity.FIN;
import static org.almoner.giftaid.Charity.TODAY;
import static org.almoner.giftaid.Refusal.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.almoner.giftaid.Declaration.How;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each reason why a gift cannot be claimed on is found, each limit to the penny and to the day. */
class GiftStandingsTest {

    private static final GiftStandings.Wanted ALL = new GiftStandings.Wanted(null, null, null, null, null, null);

    private final Charity charity = new Charity();
    private long donor;

    @BeforeEach
    void somebody() {
        donor = charity.donor("Zoë House-Martin");
    }

    @Test
    void aGiftThatADeclarationCoversCanBeClaimedOn() {
        long declaration = charity.declared(donor);
        String gift = charity.gift(donor, 10_000, LocalDate.of(2026, 4, 5));
        var standing = charity.standings.find(gift).orElseThrow();
        assertThat(standing.refusals()).isEmpty();
        assertThat(standing.state()).isEqualTo(GiftStanding.State.ELIGIBLE);
        assertThat(standing.declaration()).isEqualTo(declaration);
        assertThat(standing.amount().toString()).isEqualTo("100.00 GBP");
        assertThat(standing.claimBy()).isEqualTo(LocalDate.of(2031, 3, 31));
    }

    @Test
    void whoGaveAndWhatDecides() {
        charity.declared(donor);
        assertThat(charity.refusals(charity.gift(null, 1000, TODAY))).containsExactly(ANONYMOUS);
        long company = charity.donor("Company");
        charity.jdbi.useHandle(
                handle -> handle.execute("update donor set kind = 'ORGANISATION' where id = ?", company));
        assertThat(charity.refusals(charity.gift(company, 1000, TODAY))).containsExactly(COMPANY);
        assertThat(charity.refusals(charity.gift(donor, 1000, TODAY, "in_kind")))
                .containsExactly(IN_KIND);
        assertThat(charity.refusals(charity.gift(donor, 1000, TODAY, "Payroll")))
                .containsExactly(PAYROLL);
        String foreign = charity.gift(donor, 1000, TODAY);
        charity.jdbi.useHandle(
                handle -> handle.execute("update gift set currency = 'EUR' where reference = ?", foreign));
        assertThat(charity.refusals(foreign)).containsExactly(CURRENCY);
        assertThat(charity.refusals(charity.gift(charity.donor("Nobody Declared"), 1000, TODAY)))
                .containsExactly(NO_DECLARATION);
    }

    @Test
    void whatWentBackIsNotClaimedOnAndWhatRemainsIs() {
        charity.declared(donor);
        String whole = charity.gift(donor, 1000, TODAY);
        String part = charity.gift(donor, 1000, TODAY);
        String disputed = charity.gift(donor, 1000, TODAY);
        String lost = charity.gift(donor, 1000, TODAY);
        charity.back(whole, "REFUND", 1000);
        charity.back(part, "REFUND", 300);
        charity.back(disputed, "DISPUTE", 1000);
        charity.back(lost, "DISPUTE", 1000);
        charity.back(lost, "DISPUTE_LOST", 1000);
        assertThat(charity.refusals(whole)).containsExactly(REFUNDED);
        assertThat(charity.refusals(part)).isEmpty();
        assertThat(charity.standings.find(part).orElseThrow().amount().minor()).isEqualTo(700);
        assertThat(charity.refusals(disputed)).containsExactly(DISPUTED);
        assertThat(charity.refusals(lost)).containsExactly(CHARGED_BACK);
        assertThat(DISPUTED.waits()).isTrue();
    }

    @Test
    void theDaysOfADeclarationAreKeptToTheDay() {
        var draft = charity.draft(donor);
        draft.from = LocalDate.of(2024, 1, 1);
        draft.to = LocalDate.of(2026, 3, 1);
        charity.declarations.note(draft.build(), null, FIN);
        assertThat(charity.refusals(charity.gift(donor, 1000, LocalDate.of(2023, 12, 31))))
                .containsExactly(NO_DECLARATION);
        assertThat(charity.refusals(charity.gift(donor, 1000, LocalDate.of(2024, 1, 1))))
                .isEmpty();
        assertThat(charity.refusals(charity.gift(donor, 1000, LocalDate.of(2026, 3, 1))))
                .isEmpty();
        assertThat(charity.refusals(charity.gift(donor, 1000, LocalDate.of(2026, 3, 2))))
                .containsExactly(NO_DECLARATION);
    }

    @Test
    void aDayIsOneOfTheOrganisationsZone() {
        var draft = charity.draft(donor);
        draft.past = false;
        draft.madeOn = LocalDate.of(2026, 7, 2);
        charity.declarations.note(draft.build(), null, FIN);
        String gift = charity.gift(donor, 1000, LocalDate.of(2026, 7, 1));
        charity.jdbi.useHandle(handle ->
                handle.execute("update gift set received_at = '2026-07-01T23:30:00Z' where reference = ?", gift));
        assertThat(charity.refusals(gift)).as("00:30 in London on 2 July").isEmpty();
    }

    @Test
    void oneGiftAloneIsCoveredByADeclarationAboutIt() {
        String gift = charity.gift(donor, 1000, LocalDate.of(2020, 1, 1));
        String other = charity.gift(donor, 1000, TODAY);
        var draft = charity.draft(donor);
        draft.past = false;
        draft.future = false;
        draft.gift = gift;
        charity.declarations.note(draft.build(), null, FIN);
        assertThat(charity.refusals(gift)).containsExactly(TOO_OLD);
        assertThat(charity.refusals(other)).containsExactly(NO_DECLARATION);
    }

    @Test
    void aCancelledDeclarationCoversWhatWasGivenBefore() {
        long id = charity.declared(donor);
        String before = charity.gift(donor, 1000, TODAY.minusDays(3));
        String on = charity.gift(donor, 1000, TODAY.minusDays(2));
        charity.declarations.cancel(id, TODAY.minusDays(2), false, "moved abroad", FIN);
        assertThat(charity.refusals(before)).isEmpty();
        assertThat(charity.refusals(on)).containsExactly(NO_DECLARATION);
        long wrong = charity.declared(donor);
        assertThat(charity.refusals(on)).isEmpty();
        charity.declarations.cancel(wrong, null, true, "another person's form", FIN);
        assertThat(charity.refusals(on)).containsExactly(NO_DECLARATION);
    }

    @Test
    void aSpokenDeclarationWaitsForItsRecordAndThirtyDaysMore() {
        var spoken = charity.draft(donor);
        spoken.how = How.ORAL;
        spoken.madeOn = TODAY.minusDays(40);
        long id = charity.declarations.note(spoken.build(), null, FIN);
        String gift = charity.gift(donor, 1000, TODAY);
        assertThat(charity.refusals(gift)).containsExactly(UNPROVEN);
        charity.declarations.recordSent(id, TODAY.minusDays(30), FIN);
        assertThat(charity.refusals(gift)).containsExactly(COOLING_OFF);
        assertThat(charity.standingsOn(TODAY.plusDays(1))
                        .find(gift)
                        .orElseThrow()
                        .refusals())
                .isEmpty();
    }

    @Test
    void nameAndHomeMustBeThereAndInLatinLetters() {
        String gift = charity.gift(donor, 1000, TODAY);
        var nowhere = charity.draft(donor);
        nowhere.house = null;
        nowhere.postcode = null;
        long first = charity.declarations.note(nowhere.build(), null, FIN);
        assertThat(charity.refusals(gift)).containsExactly(NO_HOME_ADDRESS);
        var cyrillic = charity.draft(donor);
        cyrillic.last = "Иванова";
        long second = charity.declarations.note(cyrillic.build(), first, FIN);
        assertThat(charity.refusals(gift)).containsExactly(LETTERS);
        assertThat(charity.found.find(second).orElseThrow().writable()).isFalse();
        var abroad = charity.draft(donor);
        abroad.overseas = true;
        abroad.postcode = "75008";
        charity.declarations.note(abroad.build(), second, FIN);
        assertThat(charity.refusals(gift)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10000, 2500, true",
        "10000, 2501, false",
        "20000, 3000, true",
        "20000, 3001, false",
        "2000, 500, true",
        "2000, 501, false",
        "5000000, 247500, true",
        "5000000, 250001, false",
        "6000000, 250000, true",
        "6000000, 250001, false"
    })
    void whatTheDonorGotIsWeighedToThePenny(long amount, long benefit, boolean fits) {
        charity.declared(donor);
        String gift = charity.gift(donor, amount, TODAY);
        charity.benefit(gift, benefit);
        assertThat(charity.refusals(gift).contains(BENEFIT)).isEqualTo(!fits);
    }

    @Test
    void whatTheDonorGotInATaxYearIsCounted() {
        charity.declared(donor);
        String march = charity.gift(donor, 5_000_000, LocalDate.of(2026, 4, 5));
        String april = charity.gift(donor, 5_000_000, LocalDate.of(2026, 4, 6));
        String may = charity.gift(donor, 5_000_000, LocalDate.of(2026, 5, 1));
        charity.benefit(march, 1);
        charity.benefit(april, 200_000);
        charity.benefit(may, 50_000);
        assertThat(charity.refusals(may)).isEmpty();
        String june = charity.gift(donor, 1000, LocalDate.of(2026, 6, 1));
        charity.benefit(june, 1);
        assertThat(charity.refusals(may)).containsExactly(BENEFIT_YEAR);
        assertThat(charity.refusals(march)).isEmpty();
    }

    @Test
    void fourYearsAfterTheAccountingPeriodItIsTooLate() {
        charity.jdbi.useHandle(handle -> handle.execute(
                "insert into gift_aid_setting (legal_entity_id, period_end_month, period_end_day) values (1, 2, 31)"));
        var draft = charity.draft(donor);
        draft.madeOn = LocalDate.of(2023, 1, 1);
        charity.declarations.note(draft.build(), null, FIN);
        String gift = charity.gift(donor, 1000, LocalDate.of(2021, 3, 1));
        assertThat(charity.standings.find(gift).orElseThrow().claimBy())
                .as("February ends on its last day")
                .isEqualTo(LocalDate.of(2026, 2, 28));
        assertThat(charity.refusals(gift)).containsExactly(TOO_OLD);
        assertThat(charity.standingsOn(LocalDate.of(2026, 2, 28))
                        .find(gift)
                        .orElseThrow()
                        .refusals())
                .isEmpty();
    }

    @Test
    void onlyRealGiftsToCharitiesOfTheUnitedKingdomAreLookedAt() {
        charity.declared(donor);
        String test = charity.gift(donor, 1000, TODAY);
        charity.jdbi.useHandle(handle -> handle.execute("update gift set livemode = false"));
        assertThat(charity.standings.find(test)).isEmpty();
        String gift = charity.gift(donor, 1000, TODAY);
        charity.jdbi.useHandle(handle -> handle.execute("update receipt_issuer set regime = 'PLAIN'"));
        assertThat(charity.standings.find(gift)).isEmpty();
        assertThat(charity.found.charities()).isEmpty();
    }

    @Test
    void theListIsFilteredAndPaged() {
        charity.declared(donor);
        String first = charity.gift(donor, 1000, LocalDate.of(2026, 1, 1));
        String second = charity.gift(donor, 1000, LocalDate.of(2026, 2, 1));
        String third = charity.gift(null, 1000, LocalDate.of(2026, 3, 1));
        var page = charity.standings.page(ALL, null, 2);
        assertThat(references(page.items())).containsExactly(third, second);
        assertThat(references(charity.standings.page(ALL, page.next(), 2).items()))
                .containsExactly(first);
        assertThat(charity.standings.count(ALL)).isEqualTo(3);
        var refused = new GiftStandings.Wanted("main", null, GiftStanding.State.REFUSED, ANONYMOUS, null, null);
        assertThat(references(charity.standings.slice(refused, 0, 10))).containsExactly(third);
        var february = new GiftStandings.Wanted(
                null, donor, GiftStanding.State.ELIGIBLE, null, LocalDate.of(2026, 2, 1), LocalDate.of(2026, 2, 1));
        assertThat(references(charity.standings.slice(february, 0, 10))).containsExactly(second);
    }

    private static List<String> references(List<GiftStanding> gifts) {
        return gifts.stream().map(GiftStanding::gift).toList();
    }
}
