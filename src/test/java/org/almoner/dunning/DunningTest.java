package org.almoner.dunning;

import static org.almoner.dunning.FailedPlans.mail;
import static org.almoner.dunning.FailedPlans.stop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.almoner.dunning.Step.Deed;
import org.almoner.dunning.Step.Template;
import org.almoner.gift.PlanDesk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nights after an instalment failed: what is done, when, once, and when nothing is done. */
class DunningTest {

    private final FailedPlans books = new FailedPlans();

    @Test
    void atFirstEverythingIsOffAndNothingIsDone() {
        books.plan("sub_1", "Ann", "ann@example.org");
        books.decline("sub_1", "insufficient_funds", "2026-11-01T08:00:00Z");
        books.sql("insert into stripe_payment_method (id, stripe_account, livemode, customer, type, expires_on, as_of)"
                + " select 'pm_1', '', true, customer, 'card', '2026-12-01', now() from recurring_plan");
        books.nights("2026-11", 2, 30);
        assertThat(books.cards().run()).isZero();

        assertThat(books.mails()).isEmpty();
        assertThat(books.taken()).isEmpty();
        assertThat(books.wishes).isEmpty();
        assertThat(books.policies.all()).noneMatch(Policy::enabled).hasSize(10);
        // it is followed all the same, for staff to see
        assertThat(books.text("select class || ' ' || code from plan_failure"))
                .isEqualTo("SOFT_FUNDS insufficient_funds");
    }

    @Test
    void theDefaultsNeverEndAPlan() {
        assertThat(books.policies.all())
                .allSatisfy(policy -> assertThat(policy.steps()).allMatch(step -> step.deed() == Deed.MAIL));
    }

    @Test
    void eachStepIsTakenOnItsDayAndOnce() {
        books.policy("SOFT_FUNDS", mail(3, Template.FIRST), mail(10, Template.LAST), stop(14));
        books.plan("sub_1", "Ann", "ann@example.org");
        books.decline("sub_1", "insufficient_funds", "2026-11-01T08:00:00Z");
        books.nights("2026-11", 2, 3);
        assertThat(books.taken()).isEmpty();
        books.night("2026-11-04");
        books.night("2026-11-04");
        assertThat(books.taken()).containsExactly("3 FIRST MAILED");
        books.nights("2026-11", 5, 14);
        assertThat(books.taken()).containsExactly("3 FIRST MAILED", "10 LAST MAILED");
        books.nights("2026-11", 15, 20);

        assertThat(books.taken()).containsExactly("3 FIRST MAILED", "10 LAST MAILED", "14 STOP DONE");
        assertThat(books.mails()).containsExactly("ann@example.org DUNNING", "ann@example.org DUNNING");
        assertThat(books.wishes).hasSize(1);
        assertThat(books.wishes.get(0).deed()).isEqualTo(PlanDesk.Deed.CANCEL);
        assertThat(books.text("select ending from plan_failure")).isEqualTo("PLAN_ENDED");
        assertThat(books.text("select actor || ' ' || action from audit_entry where subject_type = 'plan'"))
                .isEqualTo("system plan.cancel");
    }

    @Test
    void aDayIsTheOrganisations() {
        books.policy("SOFT_FUNDS", mail(1, Template.FIRST));
        books.plan("sub_1", "Ann", "ann@example.org");
        // in Berlin it is the 2nd already
        books.decline("sub_1", "insufficient_funds", "2026-11-01T23:30:00Z");
        books.night("2026-11-02");
        assertThat(books.taken()).isEmpty();
        books.night("2026-11-03");
        assertThat(books.taken()).hasSize(1);
    }

    @Test
    void nothingIsMailedOnceAnInstalmentIsPaid() {
        books.policy("SOFT_FUNDS", mail(1, Template.FIRST), mail(5, Template.REMINDER), stop(9));
        books.plan("sub_1", "Ann", "ann@example.org");
        books.decline("sub_1", "insufficient_funds", "2026-11-01T08:00:00Z");
        books.nights("2026-11", 2, 3);
        books.pay("sub_1", "2026-11-03T12:00:00Z");
        books.nights("2026-11", 4, 30);

        assertThat(books.taken()).containsExactly("1 FIRST MAILED");
        assertThat(books.text("select ending from plan_failure")).isEqualTo("RECOVERED");
        assertThat(books.wishes).isEmpty();

        // the next failure is another one, with steps of its own
        books.decline("sub_1", "insufficient_funds", "2026-12-01T08:00:00Z");
        books.nights("2026-12", 1, 3);
        assertThat(books.taken()).containsExactly("1 FIRST MAILED", "1 FIRST MAILED");
    }

    @Test
    void aPlanThatIsPausedOrHasEndedIsLeftAlone() {
        books.policy("SOFT_FUNDS", mail(0, Template.FIRST), stop(3));
        books.plan("sub_paused", "Ann", "ann@example.org");
        books.plan("sub_ended", "Ben", "ben@example.org");
        books.decline("sub_paused", "insufficient_funds", "2026-11-01T08:00:00Z");
        books.decline("sub_ended", "insufficient_funds", "2026-11-01T08:00:00Z");
        books.sql("update recurring_plan set paused = true, status = 'paused' where reference = 'sub_paused'");
        books.sql("update recurring_plan set status = 'canceled', ended_at = now() where reference = 'sub_ended'");
        books.nights("2026-11", 2, 9);

        assertThat(books.mails()).isEmpty();
        assertThat(books.wishes).isEmpty();
    }

    @Test
    void whoHasNoAddressOrOneThatRefusesMailIsNotWrittenTo() {
        books.policy("SOFT_FUNDS", mail(0, Template.FIRST));
        books.plan("sub_none", "Ann", null);
        books.plan("sub_refuses", "Ben", "ben@example.org");
        books.plan("sub_again", "Cem", "cem@example.org");
        books.plan("sub_lifted", "Eli", "eli@example.org");
        books.sql(
                "insert into mail_outbox (dedupe_key, donor_id, recipient, language, message_id, dated, state, next_at,"
                        + " created_at, sent_at) select 'r:' || id, id, email, 'en', 'm' || id, now(), 'FAILED', now(),"
                        + " '2026-10-01', null from donor where email is not null");
        books.sql(
                "insert into mail_outbox (dedupe_key, donor_id, recipient, language, message_id, dated, state, next_at,"
                        + " created_at, sent_at) select 's:' || id, id, email, 'en', 'n' || id, now(), 'SENT', now(),"
                        + " '2026-10-05', '2026-10-05' from donor where name = 'Cem'");
        books.plan("sub_stopped", "Dee", "Dee@example.org");
        books.sql("insert into mail_suppression (address, stream, reason, since, by_whom) values"
                + " ('dee@example.org', 'NOTICES', 'UNSUBSCRIBED', now(), 'system')");
        books.sql(
                "insert into mail_suppression (address, stream, reason, since, by_whom, lifted_at, lifted_by, lift_reason)"
                        + " values ('eli@example.org', 'ALL', 'HARD', '2026-10-01', 'system', '2026-10-02', 'ann', 'works again')");
        for (var plan : List.of("sub_none", "sub_refuses", "sub_again", "sub_stopped", "sub_lifted")) {
            books.decline(plan, "insufficient_funds", "2026-11-01T08:00:00Z");
        }
        assertThat(books.dunning()
                        .preview(books.policies.find("SOFT_FUNDS").orElseThrow())
                        .mails())
                .isZero();
        books.night("2026-11-02");

        assertThat(books.taken())
                .containsExactlyInAnyOrder(
                        "0 FIRST NO_ADDRESS", "0 FIRST BOUNCED", "0 FIRST BOUNCED", "0 FIRST MAILED", "0 FIRST MAILED");
        assertThat(books.texts("select recipient from mail_outbox where kind = 'DUNNING'"))
                .containsExactlyInAnyOrder("cem@example.org", "eli@example.org");
    }

    @Test
    void whoGivesOtherwiseIsNotWrittenToUnlessThePolicySaysSo() {
        books.policy("SOFT_FUNDS", mail(1, Template.FIRST), mail(5, Template.LAST), stop(9));
        for (var name : List.of("ann", "ben", "cem", "dee", "eve")) {
            books.plan("sub_" + name, name, name + "@example.org");
            books.decline("sub_" + name, "insufficient_funds", "2026-11-01T08:00:00Z");
        }
        books.another("sub_ann", "sub_second", "active", false);
        books.another("sub_ben", "sub_paused", "active", true);
        books.gave("sub_cem", "2026-11-01T12:00:00Z");
        books.gave("sub_dee", "2026-10-31T12:00:00Z");

        var policy = books.policies.find("SOFT_FUNDS").orElseThrow();
        books.night("2026-11-01");
        books.now = Instant.parse("2026-11-02T01:30:00Z");
        assertThat(books.dunning().preview(policy)).isEqualTo(new Dunning.Preview(3, 0, 2, 0, 0));
        books.night("2026-11-02");

        assertThat(books.mails())
                .containsExactly("ben@example.org DUNNING", "dee@example.org DUNNING", "eve@example.org DUNNING");
        assertThat(books.taken()).filteredOn("1 FIRST GIVES_OTHERWISE"::equals).hasSize(2);

        // it is looked at anew for each letter, and again when the letter's turn comes
        books.sql("update recurring_plan set status = 'canceled' where reference = 'sub_second'");
        books.night("2026-11-06");
        assertThat(books.mails()).filteredOn("ann@example.org DUNNING"::equals).hasSize(1);
        assertThat(books.mails()).noneMatch(mail -> mail.startsWith("cem"));

        // the policy may want it otherwise, and a plan that is to be ended is
        books.policies.save(
                new Policy(
                        "SOFT_FUNDS",
                        true,
                        30,
                        false,
                        List.of(mail(1, Template.FIRST), mail(5, Template.LAST), mail(7, Template.LAST), stop(9)),
                        policy.version()),
                "ann@example.org");
        books.nights("2026-11", 8, 12);
        assertThat(books.mails()).anyMatch(mail -> mail.startsWith("cem"));
        assertThat(books.wishes).hasSize(5);
    }

    @Test
    void whatCameTooLateIsLeftOutAndAPlanEndsOnlyAfterItsMailHadItsDays() {
        books.plan("sub_1", "Ann", "ann@example.org");
        books.decline("sub_1", "insufficient_funds", "2026-10-01T08:00:00Z");
        books.night("2026-11-01");
        books.policy(
                "SOFT_FUNDS", mail(3, Template.FIRST), mail(10, Template.REMINDER), mail(20, Template.LAST), stop(25));
        var preview = books.dunning().preview(books.policies.find("SOFT_FUNDS").orElseThrow());
        assertThat(preview).isEqualTo(new Dunning.Preview(1, 0, 0, 0, 0));
        books.nights("2026-11", 2, 6);
        assertThat(books.taken()).containsExactly("3 FIRST OVERTAKEN", "10 REMINDER OVERTAKEN", "20 LAST MAILED");
        assertThat(books.wishes).isEmpty();
        books.night("2026-11-07");
        assertThat(books.wishes).hasSize(1);
    }

    @Test
    void whenStripeDoesNotAnswerItIsAskedAgainUnderTheSameKeyUnlessTheDonorHasPaid() {
        books.policy("SOFT_FUNDS", stop(1));
        books.plan("sub_1", "Ann", "ann@example.org");
        books.plan("sub_2", "Ben", "ben@example.org");
        books.decline("sub_1", "insufficient_funds", "2026-11-01T08:00:00Z");
        books.decline("sub_2", "insufficient_funds", "2026-11-01T08:00:00Z");
        books.trouble = new IllegalStateException("no answer");
        books.night("2026-11-02");
        assertThat(books.taken()).containsExactly("1 STOP ASKED", "1 STOP ASKED");
        assertThat(books.wishes).hasSize(2);

        books.pay("sub_2", "2026-11-02T12:00:00Z");
        books.trouble = null;
        books.night("2026-11-03");
        assertThat(books.taken()).containsExactlyInAnyOrder("1 STOP DONE", "1 STOP OVERTAKEN");
        var keys = books.wishes.stream()
                .filter(wish -> wish.plan().equals("sub_1"))
                .map(PlanDesk.Wish::key)
                .toList();
        assertThat(books.wishes).hasSize(3);
        assertThat(keys).hasSize(2).containsOnly(keys.get(0));
    }

    @Test
    void aNightThatIsKilledAfterTheStepWasNotedIsFinishedByTheNext() {
        books.policy("SOFT_FUNDS", stop(1));
        books.plan("sub_1", "Ann", "ann@example.org");
        books.decline("sub_1", "insufficient_funds", "2026-11-01T08:00:00Z");
        // the step is committed, and then Stripe is never reached
        books.death = new Killed();
        assertThatThrownBy(() -> books.night("2026-11-02")).isInstanceOf(Killed.class);
        assertThat(books.taken()).containsExactly("1 STOP ASKED");
        books.death = null;
        books.night("2026-11-02");
        assertThat(books.taken()).containsExactly("1 STOP DONE");
        assertThat(books.wishes)
                .extracting(PlanDesk.Wish::key)
                .hasSize(2)
                .containsOnly(books.wishes.get(0).key());
    }

    @Test
    void aNightThatIsStoppedHalfWayGoesOnAndMailsNobodyTwice() {
        books.switchOn("CARD_EXPIRED");
        for (int i = 0; i < 450; i++) {
            books.plan("sub_" + i, "Donor " + i, "donor" + i + "@example.org");
            books.decline("sub_" + i, "expired_card", "2026-11-01T08:00:00Z");
        }
        int[] asked = {0};
        books.night("2026-11-01", () -> asked[0]++ > 0);
        assertThat(books.mails()).hasSize(200);
        books.night("2026-11-01");
        books.night("2026-11-01");
        assertThat(books.mails()).hasSize(450).doesNotHaveDuplicates();
    }

    @Test
    void aPlanIsEndedOnlyOnWhatStripeSaidLately() {
        books.policy("SOFT_FUNDS", stop(1));
        books.plan("sub_1", "Ann", "ann@example.org");
        books.decline("sub_1", "insufficient_funds", "2026-11-01T08:00:00Z");
        books.night("2026-11-03", () -> false);
        assertThat(books.taken()).as("Stripe was never asked about it").isEmpty();
        books.sql("update stripe_invoice set asked_at = '2026-11-01T01:00:00Z'");
        books.night("2026-11-04", () -> false);
        assertThat(books.taken()).as("that was days ago").isEmpty();
        books.night("2026-11-05");
        assertThat(books.taken()).containsExactly("1 STOP DONE");
    }

    @ParameterizedTest
    @CsvSource({
        "insufficient_funds, SOFT_FUNDS",
        "try_again_later, SOFT_TEMPORARY",
        "expired_card, CARD_EXPIRED",
        "authentication_required, AUTHENTICATION",
        "do_not_honor, DECLINED",
        "stolen_card, HARD",
        "fraudulent, HARD",
        "debit_not_authorized, MANDATE",
        "revocation_of_authorization, REVOKED",
        "recipient_deceased, DECEASED",
        "something_new_of_2027, UNKNOWN"
    })
    void aFailureHasTheClassOfItsCode(String code, String declineClass) {
        books.plan("sub_1", "Ann", "ann@example.org");
        books.decline("sub_1", code, "2026-11-01T08:00:00Z");
        books.night("2026-11-02");
        var failure = books.failures.page(null, null, 10).items().get(0);
        assertThat(failure.declineClass()).isEqualTo(declineClass);
        assertThat(failure.code()).isEqualTo(code);
    }

    @Test
    void theReasonMayBecomeKnownLaterAsLongAsNothingWasSaid() {
        books.policy("UNKNOWN", mail(2, Template.FIRST));
        books.plan("sub_1", "Ann", "ann@example.org");
        books.decline("sub_1", null, "2026-11-01T08:00:00Z");
        books.night("2026-11-02");
        assertThat(books.text("select class from plan_failure")).isEqualTo("UNKNOWN");
        books.sql("update charge set decline_code = 'expired_card'");
        books.night("2026-11-02");
        assertThat(books.text("select class from plan_failure")).isEqualTo("CARD_EXPIRED");
        books.switchOn("CARD_EXPIRED");
        books.night("2026-11-03");
        books.sql("update charge set decline_code = 'do_not_honor'");
        books.night("2026-11-04");
        assertThat(books.text("select class from plan_failure")).isEqualTo("CARD_EXPIRED");
    }

    @Test
    void theFirstPaymentOfAPlanIsNoRenewal() {
        books.plan("sub_1", "Ann", "ann@example.org");
        books.decline("sub_1", "insufficient_funds", "2026-11-01T08:00:00Z");
        books.sql("update stripe_invoice set billing_reason = 'subscription_create'");
        books.night("2026-11-02");
        assertThat(books.text("select count(*)::text from plan_failure")).isEqualTo("0");
    }

    /** The process ends while it speaks to Stripe. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }
}
