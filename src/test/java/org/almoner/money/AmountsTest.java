package org.almoner.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTest {

    @Test
    void readsWhatItWrites() {
        var amounts = List.of(new Money(10_050, "EUR"), new Money(15_000, "JPY"), new Money(1_500, "KWD"));

        assertThat(Amounts.write(amounts)).isEqualTo("100.50 EUR, 15000 JPY, 1.500 KWD");
        assertThat(Amounts.read("100.50 EUR, 15000 JPY,1.5 KWD "))
                .isEqualTo(Map.of("EUR", 10_050L, "JPY", 15_000L, "KWD", 1_500L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "100", "EUR 100", "1,50 EUR", "-1 EUR", "100 eur", "100 EUR;", "1.2345 EUR"})
    void refusesWhatIsNoSuchList(String text) {
        assertThatThrownBy(() -> Amounts.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("100 EUR, 120 USD");
    }
}
