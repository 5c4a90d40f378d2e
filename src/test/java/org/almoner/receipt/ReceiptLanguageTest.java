package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ReceiptLanguageTest {

    @Test
    void theDonorsOwnLanguageComesFirstWithTheCountrysManners() {
        assertThat(ReceiptLanguage.of(List.of("fr"), "CH", "en")).isEqualTo(new Locale("fr", "CH"));
        assertThat(ReceiptLanguage.of(List.of("pt_BR"), null, "en")).isEqualTo(new Locale("pt", "BR"));
        assertThat(ReceiptLanguage.of(List.of("sw", "de"), "DE", "en")).isEqualTo(Locale.GERMANY);
        assertThat(ReceiptLanguage.of(List.of("no"), "NO", "en").getLanguage()).isEqualTo("nb");
        assertThat(ReceiptLanguage.of(List.of("zh-Hant"), "TW", "en").getScript())
                .isEqualTo("Hant");
    }

    @Test
    void thenThatOfTheCountryThenTheIssuers() {
        assertThat(ReceiptLanguage.of(List.of(), "JP", "de")).isEqualTo(Locale.JAPAN);
        assertThat(ReceiptLanguage.of(List.of("sw"), "KE", "de").getLanguage()).isEqualTo("de");
        assertThat(ReceiptLanguage.of(List.of(), null, "de")).isEqualTo(Locale.GERMAN);
        assertThat(ReceiptLanguage.of(List.of(), null, "tlh")).isEqualTo(Locale.ENGLISH);
    }

    @Test
    void nonsenseIsNoReasonToFail() {
        assertThat(ReceiptLanguage.of(List.of("?!"), "1", "de")).isEqualTo(Locale.GERMAN);
    }
}
