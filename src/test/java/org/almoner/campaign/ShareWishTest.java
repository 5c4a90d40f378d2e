package org.almoner.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.almoner.campaign.ShareLink.Kind;
import org.almoner.database.Rejection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareWishTest {

    @ParameterizedTest
    @CsvSource({"EUR, 1001", "JPY, 1", "KWD, 5120", "ISK, 500", "UGX, 100", "MGA, 7", "EUR, 99999999"})
    void whatStripeCanTakeIsTaken(String currency, long amount) {
        assertThat(new ShareWish(null, Kind.ONE_OFF, currency, List.of(amount), true).amounts())
                .containsExactly(amount);
    }

    @ParameterizedTest
    @CsvSource({"KWD, 5124", "ISK, 550", "UGX, 50", "EUR, 0", "EUR, -5", "EUR, 100000000"})
    void whatStripeCannotTakeIsRefusedAtItsField(String currency, long amount) {
        refused("amounts", () -> new ShareWish(null, Kind.MONTHLY, currency, List.of(amount), false));
    }

    @Test
    void aWishSaysWhatItIsFor() {
        refused("kind", () -> new ShareWish(null, null, "EUR", List.of(500L), false));
        refused("currency", () -> new ShareWish(null, Kind.ONE_OFF, "eur", List.of(500L), false));
        refused("currency", () -> new ShareWish(null, Kind.ONE_OFF, null, List.of(500L), false));
        refused("amounts", () -> new ShareWish(null, Kind.ONE_OFF, "EUR", List.of(), false));
        refused("amounts", () -> new ShareWish(null, Kind.ONE_OFF, "EUR", List.of(500L, 500L), false));
        refused("amounts", () -> new ShareWish(null, Kind.ONE_OFF, "EUR", Arrays.asList(500L, null), false));
        refused(
                "amounts",
                () -> new ShareWish(
                        null,
                        Kind.ONE_OFF,
                        "EUR",
                        LongStream.range(1, 10).boxed().toList(),
                        false));
        refused("open", () -> new ShareWish(null, Kind.MONTHLY, "EUR", List.of(500L), true));
    }

    private static void refused(String field, Runnable wish) {
        assertThatThrownBy(wish::run)
                .isInstanceOfSatisfying(Rejection.class, rejection -> assertThat(rejection.faults())
                        .extracting(Rejection.Fault::field)
                        .containsExactly(field));
    }
}
