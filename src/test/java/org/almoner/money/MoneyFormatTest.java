package org.almoner.money;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyFormatTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en-US | 123450 | USD | $1,234.50 | 1,234.50 USD",
                "de-DE | 123450 | EUR | 1.234,50 € | 1.234,50 EUR",
                "fr-FR | 123450 | EUR | 1 234,50 € | 1 234,50 EUR",
                "en-US | 25 | JPY | ¥25 | 25 JPY",
                "en-US | 25500 | KWD | KWD 25.500 | 25.500 KWD",
                "en-US | 500 | ISK | ISK 5 | 5 ISK",
                "en-US | 550 | ISK | ISK 5.50 | 5.50 ISK",
                "en-US | 7 | MGA | MGA 7 | 7 MGA",
                "hi-IN | 25000 | INR | ₹250.00 | 250.00 INR",
                "en-US | 100 | QQQ | QQQ 1.00 | 1.00 QQQ",
                "sv-SE | -100 | SEK | -1,00 kr | -1,00 SEK"
            })
    void writesAmountsForReaders(String tag, long minor, String currency, String sign, String code) {
        MoneyFormat format = MoneyFormat.of(Locale.forLanguageTag(tag));
        Money money = new Money(minor, currency);
        assertThat(format.withSign(money).replace('\u00a0', ' ')).isEqualTo(sign);
        assertThat(format.withCode(money).replace('\u00a0', ' ')).isEqualTo(code);
    }

    @Test
    void arabicReadersGetDigitsThatCanBeSearched() {
        String shown = MoneyFormat.of(Locale.forLanguageTag("ar-EG")).withSign(new Money(25000, "EUR"));
        assertThat(shown)
                .contains("250.00")
                .contains("€")
                .doesNotContain("\u200f")
                .doesNotContain("\u061c");
    }

    @Test
    void everyLocaleOfTheJdkKeepsTheDigits() {
        Money money = new Money(123456789, "EUR");
        for (Locale locale : Locale.getAvailableLocales()) {
            String digits = MoneyFormat.of(locale).withSign(money).replaceAll("[^0-9]", "");
            assertThat(digits).as(locale.toString()).isEqualTo("123456789");
        }
    }
}
