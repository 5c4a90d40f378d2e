package org.almoner.dunning;

import static org.almoner.dunning.FailedPlans.mail;
import static org.almoner.dunning.FailedPlans.stop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.almoner.database.Rejection;
import org.almoner.document.Texts;
import org.almoner.dunning.Step.Deed;
import org.almoner.dunning.Step.Template;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Policies as staff change them: what is kept, what is refused and at which field, what the trail says. */
class PoliciesTest {

    private final FailedPlans books = new FailedPlans();

    @Test
    void aPolicyIsKeptAndTheTrailSaysWhatChanged() {
        var saved = books.policies.save(
                new Policy("HARD", true, 14, false, List.of(mail(2, Template.LAST), stop(30)), 1), "ann@example.org");
        assertThat(saved.version()).isEqualTo(2);
        assertThat(books.policies.find("HARD")).contains(saved);
        assertThat(books.text("select actor || ' ' || action || ' ' || (detail->>'steps') from audit_entry"))
                .isEqualTo("ann@example.org dunning.changed 1 MAIL FIRST, 14 MAIL LAST → 2 MAIL LAST, 30 STOP");
        assertThat(books.text("select detail->>'enabled' from audit_entry")).isEqualTo("false → true");
    }

    static Stream<Arguments> refused() {
        var nine = new ArrayList<Step>();
        for (int i = 0; i < 9; i++) {
            nine.add(mail(i, Template.FIRST));
        }
        return Stream.of(
                Arguments.of("graceDays", 181, List.of()),
                Arguments.of("graceDays", -1, List.of()),
                Arguments.of("steps", 30, nine),
                Arguments.of("steps.0.afterDays", 30, List.of(mail(181, Template.FIRST))),
                Arguments.of("steps.1.afterDays", 30, List.of(mail(3, Template.FIRST), mail(3, Template.LAST))),
                Arguments.of("steps.0.deed", 30, List.of(new Step(1, null, null))),
                Arguments.of("steps.0.template", 30, List.of(new Step(1, Deed.MAIL, null))),
                Arguments.of("steps.0.template", 30, List.of(new Step(1, Deed.STOP, Template.LAST))),
                Arguments.of("steps.0.deed", 30, List.of(stop(3), mail(9, Template.LAST))));
    }

    @ParameterizedTest
    @MethodSource
    void refused(String field, int grace, List<Step> steps) {
        assertThatThrownBy(
                        () -> books.policies.save(new Policy("HARD", true, grace, true, steps, 1), "ann@example.org"))
                .isInstanceOfSatisfying(Rejection.class, rejection -> assertThat(rejection.faults())
                        .extracting(Rejection.Fault::field)
                        .containsExactly(field));
        assertThat(books.text("select count(*)::text from audit_entry")).isEqualTo("0");
    }

    @Test
    void nobodyWritesOverWhatAnotherChanged() {
        var read = books.policies.find("HARD").orElseThrow();
        books.policies.save(read, "ann@example.org");
        assertThatThrownBy(() -> books.policies.save(read, "ben@example.org"))
                .isInstanceOfSatisfying(
                        Rejection.class, stale -> assertThat(stale.reason()).isEqualTo(Rejection.Reason.STALE));
        assertThatThrownBy(() -> books.policies.save(new Policy("NEW", true, 1, true, List.of(), 1), "ben@example.org"))
                .isInstanceOfSatisfying(
                        Rejection.class, unknown -> assertThat(unknown.reason()).isEqualTo(Rejection.Reason.UNKNOWN));
    }

    @Test
    void everyClassHasWordsOfItsOwn() {
        var texts = Texts.of("dunning", Locale.ENGLISH);
        for (var policy : books.policies.all()) {
            assertThat(texts.get("advice." + policy.declineClass())).isNotBlank();
        }
    }
}
