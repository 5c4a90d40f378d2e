package org.almoner.giftaid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of any kind become what HMRC's schedule takes, or nothing: never half of a name, never a formula. */
class ScheduleTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "Zoë | Zoe",
                "Łukasz | Lukasz",
                "Þórunn | Thorunn",
                "Sigríður Ægisdóttir | Sigridur AEgisdottir",
                "Nguyễn Thị | Nguyen Thi",
                "O\u2019Brien | O'Brien",
                "Anna-Maria | Anna-Maria",
                "=HYPERLINK(1) | HYPERLINK 1",
                "@SUM | SUM",
                "`-x | x",
                "Eve\u202e00\u202c | Eve00",
                "Jane\u0007\tQ. | Jane Q",
                "😀 Kim | Kim",
                "Дмитрий | null",
                "山田 | null",
                "محمد | null",
                "Anna 山 | null",
                "😀 | null"
            })
    void namesAreWrittenInPlainLatinLetters(String declared, String written) {
        assertThat(ScheduleText.firstName(declared)).isEqualTo(written);
    }

    @Test
    void longNamesAreCutAndEmptyOnesAreNone() {
        assertThat(ScheduleText.firstName("Abcd ".repeat(60)))
                .hasSizeLessThanOrEqualTo(35)
                .startsWith("Abcd Abcd");
        assertThat(ScheduleText.house("x".repeat(200))).hasSize(40);
        assertThat(ScheduleText.firstName(null)).isNull();
        assertThat(ScheduleText.firstName(" \u200b ")).isNull();
    }

    @Test
    void aDoubleBarrelledLastNameHasASpace() {
        assertThat(ScheduleText.lastName("House-Martin")).isEqualTo("House Martin");
        assertThat(ScheduleText.lastName("House\u2010Martin")).isEqualTo("House Martin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {"Mrs | Mrs", "Dr. | Dr", "Prof | Prof", "Professor | null", "M | null", "1st | null"})
    void titlesHaveTwoToFourLetters(String declared, String written) {
        assertThat(ScheduleText.title(declared)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "s192bd | S19 2BD",
                " sw1a  1aa | SW1A 1AA",
                "W1A 0AX | W1A 0AX",
                "EC1A1BB | EC1A 1BB",
                "M1 1AE | M1 1AE",
                "GIR 0AA | GIR 0AA",
                "10243 | null",
                "QQQQ 1AA | null",
                "S19 22D | null",
                "'' | null"
            })
    void postcodesHaveCapitalsAndOneSpace(String declared, String written) {
        assertThat(ScheduleText.postcode(declared)).isEqualTo(written);
    }

    @Test
    void housesKeepTheirSigns() {
        assertThat(ScheduleText.house("Flat 2/1, St. Mary's")).isEqualTo("Flat 2/1, St. Mary's");
        assertThat(ScheduleText.house("12б")).isNull();
    }
}
