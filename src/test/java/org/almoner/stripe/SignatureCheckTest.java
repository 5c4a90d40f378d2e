package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureCheckTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final byte[] BODY = "{\"id\":\"evt_1\"}".getBytes(StandardCharsets.UTF_8);

    private final SignatureCheck check = new SignatureCheck(List.of("whsec_old", " ", "whsec_new"));

    @Test
    void everyActiveSecretSigns() throws Exception {
        assertThat(check.holds(header(NOW, "whsec_old"), BODY, NOW)).isTrue();
        assertThat(check.holds(header(NOW, "whsec_new"), BODY, NOW)).isTrue();
        assertThat(check.holds(header(NOW, "whsec_other"), BODY, NOW)).isFalse();
    }

    @Test
    void oneOfSeveralSignaturesIsEnough() throws Exception {
        String two = header(NOW, "whsec_other") + ",v1=" + signature(NOW, "whsec_new") + ",v0=ff";
        assertThat(check.holds(two, BODY, NOW)).isTrue();
    }

    @Test
    void theBodyMustBeTheOneThatWasSigned() throws Exception {
        byte[] other = BODY.clone();
        other[2] ^= 1;
        assertThat(check.holds(header(NOW, "whsec_old"), other, NOW)).isFalse();
    }

    @Test
    void fiveMinutesToEitherSideAreTakenAndNoSecondMore() throws Exception {
        for (int seconds : new int[] {-300, -299, 0, 299, 300}) {
            assertThat(check.holds(header(NOW.plusSeconds(seconds), "whsec_old"), BODY, NOW))
                    .as("%d s", seconds)
                    .isTrue();
        }
        for (int seconds : new int[] {-86_400, -301, 301, 86_400}) {
            assertThat(check.holds(header(NOW.plusSeconds(seconds), "whsec_old"), BODY, NOW))
                    .as("%d s", seconds)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "t",
                "t=",
                "v1=00",
                "t=abc,v1=00",
                "t,v1=00",
                "t=1,v1",
                "t=-1,v1=00",
                "t=99999999999999999999,v1=00",
                "t=١٧٩٥٠٠٠٠٠٠,v1=00",
                ",,,,=,=="
            })
    void aGarbledHeaderIsRefusedAndNoError(String header) {
        assertThat(check.holds(header, BODY, NOW)).isFalse();
    }

    @Test
    void whileASecretIsRolledBothSignAndAfterItsEndTheOldOneDoesNot() throws Exception {
        SignatureCheck rolled = new SignatureCheck(List.of("whsec_old@" + NOW.plusSeconds(60), " whsec_new "));
        Instant after = NOW.plusSeconds(60);

        assertThat(rolled.holds(header(NOW, "whsec_old") + ",v1=" + signature(NOW, "whsec_new"), BODY, NOW))
                .isTrue();
        assertThat(rolled.holds(header(NOW, "whsec_old"), BODY, NOW)).isTrue();
        assertThat(rolled.holds(header(NOW, "whsec_new"), BODY, NOW)).isTrue();
        assertThat(rolled.holds(header(NOW, "whsec_old"), BODY, after.minusNanos(1)))
                .isTrue();
        assertThat(rolled.holds(header(NOW, "whsec_old"), BODY, after)).isFalse();
        assertThat(rolled.holds(header(NOW, "whsec_new"), BODY, after)).isTrue();
    }

    @Test
    void aBlankSecretIsNone() throws Exception {
        SignatureCheck blank = new SignatureCheck(List.of(" ", "", "@2026-11-22T10:00:00Z"));
        assertThat(blank.hasSecrets()).isFalse();
        assertThat(blank.holds(header(NOW, " "), BODY, NOW)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "fa-IR", "th-TH-u-nu-thai", "hi-IN-u-nu-deva", "tr-TR"})
    void theServersLocaleDoesNotMatter(String tag) throws Exception {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(tag));
        try {
            assertThat(check.holds(header(NOW, "whsec_old"), BODY, NOW)).isTrue();
        } finally {
            Locale.setDefault(before);
        }
    }

    private static String header(Instant at, String secret) throws Exception {
        return "t=" + at.getEpochSecond() + ",v1=" + signature(at, secret);
    }

    private static String signature(Instant at, String secret) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((at.getEpochSecond() + ".").getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(mac.doFinal(BODY));
    }
}
