package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.almoner.database.Rejection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an issuer's own text may not be, each named by its field; and what becomes of a text that a gift cannot fill. */
class TemplateRulesTest {

    private static final ReceiptTemplate.Scope ALL = new ReceiptTemplate.Scope(null, null, null, "en");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PAGE_THANKS | Thanks, {name}! | there is no {name}; use {amount}, {campaign}",
                "PAGE_THANKS | Thanks, {donor! | a brace stands alone",
                "PAGE_THANKS | Thanks, {}! | there is no {}",
                "PAGE_THANKS | <b>Thanks</b> | HTML is not read",
                "PAGE_THANKS | Thanks &amp; bye | HTML is not read",
                "PAGE_THANKS | Thanks 𒀀 | no font has 𒀀 (U+12000)",
                "PAGE_THANKS | Thanks 🎉 | no font has 🎉 (U+1F389)",
                "MAIL_SUBJECT | Your receipt | say {number} in it",
                "MAIL_INTRO | Your {amount} came. | say {date} in it",
                "MAIL_IMPACT | {donor}, see https://example.org | has no links",
                "MAIL_IMPACT | {donor}.example.org | has no links",
                "MAIL_IMPACT | www.{campaign}.org | has no links",
                "MAIL_IMPACT | {fund}@example.org | has no links"
            })
    void isRefusedByItsField(Passage passage, String text, String why) {
        assertRefused(Map.of(passage, text), passage.field(), why);
    }

    @ParameterizedTest
    @EnumSource(Passage.class)
    void hasItsLength(Passage passage) {
        assertRefused(
                Map.of(passage, "x".repeat(passage.longest() + 1)), passage.field(), "at most " + passage.longest());
        assertRefused(
                Map.of(passage, "a\u202eb {number}"), passage.field(), passage.paragraphs() ? "control" : "one line");
        if (!passage.paragraphs()) {
            assertRefused(Map.of(passage, "a\nb {number}"), passage.field(), "one line");
        }
    }

    @Test
    void whatHoldsIsTaken() {
        check(Map.of(
                Passage.PAGE_THANKS, "Danke, {donor}! Thank you. شكرا",
                Passage.MAIL_SUBJECT, "🎉 {number}",
                Passage.MAIL_INTRO, "{amount}\n\n{date}, Dr. No, e. V., 3 < 4",
                Passage.MAIL_IMPACT, "Read more: https://example.org/impact"));
        assertRefused(Map.of(), "pageThanks", "at least one");
        assertThatThrownBy(() -> TemplateRules.check(new ReceiptTemplate.Scope(null, "x", null, "tlh"), Map.of(), null))
                .hasMessageContaining("choose one of the languages");
    }

    @Test
    void aTextThatAGiftCannotFillLeavesTheWordToTheNext() {
        var wording = new Wording(List.of(
                new Wording.Version(1, Map.of(Passage.PAGE_THANKS, "For {fund}, {donor}!")),
                new Wording.Version(2, Map.of(Passage.PAGE_THANKS, "")),
                new Wording.Version(3, Map.of(Passage.PAGE_THANKS, "Thanks, {donor}!"))));

        assertThat(say(wording, "Ann", "Schools")).isEqualTo("For Schools, Ann!");
        assertThat(say(wording, "Ann", null)).isEqualTo("Thanks, Ann!");
        assertThat(say(wording, " ", "Schools")).isNull();
        // a name is never read as a placeholder, and one that is an advertisement is not repeated
        assertThat(say(wording, "{number} $1", null)).isEqualTo("Thanks, {number} $1!");
        assertThat(say(wording, "win at http://evil.example", "Schools")).isNull();
        assertThat(say(wording, "x".repeat(81), "Schools")).isNull();
        assertThat(say(wording, "Ann", "evil.com")).isEqualTo("Thanks, Ann!");
        assertThat(wording.ids()).containsExactly(1L, 2L, 3L);
    }

    private static String say(Wording wording, String donor, String fund) {
        return wording.say(Passage.PAGE_THANKS, Wording.values("R-1", "Us", donor, "€1", "today", fund, null));
    }

    private static void check(Map<Passage, String> words) {
        TemplateRules.check(ALL, words, Regime.US);
    }

    private static void assertRefused(Map<Passage, String> words, String field, String why) {
        assertThatThrownBy(() -> check(words))
                .isInstanceOfSatisfying(
                        Rejection.class, refused -> assertThat(refused.faults()).anySatisfy(fault -> {
                            assertThat(fault.field()).isEqualTo(field);
                            assertThat(fault.message()).contains(why);
                        }));
    }
}
