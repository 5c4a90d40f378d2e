package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import org.almoner.money.Money;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountInWordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | null Euro und ein Cent | zéro euro et un centime",
                "100 | ein Euro | un euro",
                "2100 | einundzwanzig Euro | vingt et un euros",
                "7171 | einundsiebzig Euro und einundsiebzig Cent | soixante et onze euros et soixante et onze centimes",
                "8000 | achtzig Euro | quatre-vingts euros",
                "9900 | neunundneunzig Euro | quatre-vingt-dix-neuf euros",
                "20000 | zweihundert Euro | deux cents euros",
                "20100 | zweihundertein Euro | deux cent un euros",
                "124600 | eintausendzweihundertsechsundvierzig Euro | mille deux cent quarante-six euros",
                "8000000 | achtzigtausend Euro | quatre-vingt mille euros",
                "20000000 | zweihunderttausend Euro | deux cent mille euros",
                "100000000 | eine Million Euro | un million d'euros",
                "220000001 | zwei Millionen zweihunderttausend Euro und ein Cent | deux millions deux cent mille euros et un centime",
                "100000000000 | eine Milliarde Euro | un milliard d'euros"
            })
    void amountsStandInWords(long minor, String german, String french) {
        assertThat(AmountInWords.german(new Money(minor, "EUR"))).isEqualTo(german);
        assertThat(AmountInWords.french(new Money(minor, "EUR"))).isEqualTo(french);
    }
}
