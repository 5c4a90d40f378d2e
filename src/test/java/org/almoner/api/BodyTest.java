package org.almoner.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.almoner.database.Rejection;
import org.almoner.staff.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTest {

    @Test
    void readsEveryKindOfField() {
        var body = read(
                "{\"a\":\"x\",\"b\":5,\"c\":true,\"d\":\"2026-11-19\",\"e\":\"FINANCE\",\"f\":[\"u\"],\"g\":[\"AUDITOR\"],"
                        + "\"h\":{\"i\":1}}",
                "a",
                "b",
                "c",
                "d",
                "e",
                "f",
                "g",
                "h");

        assertThat(body.text("a", null)).isEqualTo("x");
        assertThat(body.whole("b", null)).isEqualTo(5);
        assertThat(body.small("b", null)).isEqualTo(5);
        assertThat(body.flag("c", null)).isTrue();
        assertThat(body.day("d", null)).isEqualTo(LocalDate.of(2026, 11, 19));
        assertThat(body.oneOf("e", Role.class, null)).isEqualTo(Role.FINANCE);
        assertThat(body.texts("f", null)).containsExactly("u");
        assertThat(body.someOf("g", Role.class, null)).isEqualTo(Set.of(Role.AUDITOR));
        assertThat(body.object("h", "i").whole("i", null)).isEqualTo(1);
        body.done();
    }

    @Test
    void aFaultOfAnObjectInAListNamesItsPlace() {
        var body = read("{\"steps\":[{\"days\":1},{\"days\":\"x\"},5]}", "steps");
        var steps = body.objects("steps", "days");
        assertThat(steps).hasSize(2);
        assertThat(steps.get(0).small("days", null)).isEqualTo(1);
        steps.get(1).small("days", null);
        var refused = catchThrowableOfType(Rejection.class, body::done);
        assertThat(refused.faults()).extracting(Rejection.Fault::field).containsExactly("steps.2", "steps.1.days");
        assertThat(read("{\"steps\":null}", "steps").objects("steps", "days")).isEmpty();
    }

    @Test
    void whatIsAbsentKeepsItsValueAndNullClearsIt() {
        var body = read("{\"a\":null,\"f\":null}", "a", "b", "f");

        assertThat(body.text("a", "known")).isNull();
        assertThat(body.textOrEmpty("a", "known")).isEmpty();
        assertThat(body.text("b", "known")).isEqualTo("known");
        assertThat(body.texts("f", List.of("known"))).isEmpty();
        assertThat(body.texts("g", List.of("known"))).containsExactly("known");
        body.done();
    }

    @Test
    void namesEveryFaultAtOnce() {
        var body = read(
                "{\"a\":1,\"b\":1.5,\"c\":\"x\",\"d\":\"19.11.2026\",\"e\":\"CHIEF\",\"f\":[1],\"h\":{\"j\":1},\"z\":0}",
                "a",
                "b",
                "c",
                "d",
                "e",
                "f",
                "h");
        body.text("a", null);
        body.whole("b", null);
        body.flag("c", null);
        body.day("d", null);
        body.oneOf("e", Role.class, null);
        body.texts("f", null);
        body.object("h", "i");
        body.same("a", "other");

        var rejection = catchThrowableOfType(Rejection.class, body::done);

        assertThat(rejection.faults())
                .extracting(Rejection.Fault::field)
                .contains("a", "b", "c", "d", "e", "f", "h.j", "z");
        assertThat(rejection.getMessage()).contains("one of ADMINISTRATOR, FUNDRAISER, FINANCE, REFUNDER, AUDITOR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "\"a\"", "{\"a\":1}x", "{a:1}"})
    void refusesWhatIsNoJsonObject(String sent) {
        assertThatThrownBy(() -> read(sent, "a")).isInstanceOfSatisfying(Answered.class, answered -> assertThat(
                        answered.problem().status())
                .isEqualTo(400));
    }

    @Test
    void refusesWhatIsTooLarge() {
        var large = "{\"a\":\"" + "x".repeat(Body.MOST_BYTES) + "\"}";

        assertThatThrownBy(() -> read(large, "a")).isInstanceOfSatisfying(Answered.class, answered -> assertThat(
                        answered.problem().status())
                .isEqualTo(413));
    }

    private static Body read(String sent, String... fields) {
        return Body.read(new ByteArrayInputStream(sent.getBytes(StandardCharsets.UTF_8)), fields);
    }
}
