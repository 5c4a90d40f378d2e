package org.almoner.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Currency;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MoneyTest {

    @Test
    void minorUnitsAreStripes() {
        assertThat(new Money(2500, "EUR")).hasToString("25.00 EUR");
        assertThat(new Money(500, "ISK")).hasToString("5.00 ISK");
        assertThat(new Money(25, "JPY")).hasToString("25 JPY");
        assertThat(new Money(5120, "KWD")).hasToString("5.120 KWD");
    }

    /** Every live currency in which Stripe and the JDK disagree; a new JDK that changes this list must be looked at. */
    @Test
    void differencesFromTheJdkAreTheKnownOnes() {
        Map<String, String> differences = new TreeMap<>();
        for (String code : new String[] {
            "AED", "AUD", "BHD", "BIF", "BRL", "CAD", "CHF", "CLP", "CNY", "CZK", "DJF", "DKK", "EUR", "GBP", "GNF",
            "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JOD", "JPY", "KMF", "KRW", "KWD", "MGA", "MXN", "NOK", "NZD",
            "OMR", "PLN", "PYG", "RWF", "SEK", "SGD", "THB", "TND", "TRY", "TWD", "UAH", "UGX", "USD", "VND", "VUV",
            "XAF", "XOF", "XPF", "ZAR"
        }) {
            int jdk = Currency.getInstance(code).getDefaultFractionDigits();
            if (jdk != Currencies.exponent(code)) {
                differences.put(code, jdk + "≠" + Currencies.exponent(code));
            }
        }
        assertThat(differences).isEqualTo(Map.of("ISK", "0≠2", "UGX", "0≠2", "MGA", "2≠0"));
    }

    @Test
    void currenciesDoNotMix() {
        Money euros = new Money(1, "EUR");
        assertThatThrownBy(() -> euros.plus(new Money(1, "USD"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(euros.plus(new Money(2, "EUR"))).isEqualTo(new Money(3, "EUR"));
        assertThat(euros.minus(new Money(2, "EUR"))).isEqualTo(new Money(-1, "EUR"));
    }

    @Test
    void overflowIsAnErrorAndNotANegativeAmount() {
        assertThatThrownBy(() -> new Money(Long.MAX_VALUE, "EUR").plus(new Money(1, "EUR")))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aGarbledCurrencyIsRefused() {
        assertThatThrownBy(() -> Currencies.fromStripe("e1r")).hasMessageContaining("'e1r'");
        assertThatThrownBy(() -> Currencies.fromStripe(null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Money(1, "eur")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Currencies.fromStripe("eur")).isEqualTo("EUR");
    }
}
