package org.almoner.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    @Test
    void readsWhatItWrote() {
        var at = Instant.parse("2026-11-19T10:15:30.123456Z");

        var read = Cursor.read(Cursor.of(at, 42L), 2);

        assertThat(read.instant(0)).isEqualTo(at);
        assertThat(read.number(1)).isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!!", "YQ", "' or 1=1 --"})
    void refusesWhatNoListHandedOut(String text) {
        assertThatThrownBy(() -> Cursor.read(text, 2).instant(0)).isInstanceOf(Cursor.BadCursor.class);
    }

    @Test
    void refusesTheCursorOfAnotherList() {
        assertThatThrownBy(() -> Cursor.read(Cursor.of("po_1"), 1).number(0)).isInstanceOf(Cursor.BadCursor.class);
        assertThatThrownBy(() -> Cursor.read(Cursor.of(1, 2), 1)).isInstanceOf(Cursor.BadCursor.class);
    }

    @Test
    void theLastPageHasNoNext() {
        assertThat(Page.cut(List.of(1, 2), 2, String::valueOf).next()).isNull();
        assertThat(Page.cut(List.of(1, 2, 3), 2, String::valueOf)).isEqualTo(new Page<>(List.of(1, 2), "2"));
    }
}
