package org.almoner.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that comes from outside can add a header, a recipient or a second letter. */
class LetterTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "a@",
                "@b.org",
                "a b@example.org",
                "a@example.org, b@example.org",
                "a@example.org\r\nBcc: x@y.org",
                "Ann <a@example.org>",
                "group:a@example.org;",
                "ann@exa mple.org",
                "zoë@example.org",
                "a@example..org",
                "a@-x_.org"
            })
    void whatIsNotOneAddressIsRefused(String address) {
        assertThatThrownBy(() -> Mailbox.of(address)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void addressesAreKeptAndForeignDomainsWrittenInAscii() {
        assertThat(Mailbox.of(" a.b+c@example.org ").address()).isEqualTo("a.b+c@example.org");
        assertThat(Mailbox.of("a@bücher.example").address()).isEqualTo("a@xn--bcher-kva.example");
        assertThat(Mailbox.parse("Almoner Foundation <receipts@example.org>"))
                .isEqualTo(new Mailbox("Almoner Foundation", "receipts@example.org"));
        assertThatThrownBy(() -> Mailbox.parse("a@example.org, b@example.org"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesAreCleanedOfLineBreaksAndDirectionTricks() {
        assertThat(new Mailbox("Ann\r\nBcc: x@y.org\u202e", "a@example.org").name())
                .isEqualTo("Ann Bcc: x@y.org");
        assertThat(new Mailbox("x".repeat(500), "a@example.org").name()).hasSize(120);
    }

    @Test
    void headersCannotBeSmuggledIn() {
        assertThatThrownBy(() -> letter("<a@b>", "Hi\r\nBcc: x@y.org", "f.pdf"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> letter("<a@b>\r\nX: y", "Hi", "f.pdf")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> letter("a@b", "Hi", "f.pdf")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> letter("<a@b>", " ", "f.pdf")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> letter("<a@b>", "Hi", "../f.pdf")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> letter("<a@b>", "Hi", "f\n.pdf")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> letter("<a@b>", "Hi", null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Letter.Header("X", "a\nb")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Letter.Header("X y", "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Letter.Header("bcc", "a@b.org")).isInstanceOf(IllegalArgumentException.class);
        assertThat(letter("<a@b>", "Hi", "f.pdf").subject()).isEqualTo("Hi");
    }

    @Test
    void attachmentsHaveALimit() {
        assertThatThrownBy(() -> letter("<a@b>", "Hi", "f.pdf", new byte[Letter.LARGEST_ATTACHMENT + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Letter letter(String id, String subject, String file) {
        return letter(id, subject, file, new byte[1]);
    }

    private static Letter letter(String id, String subject, String file, byte[] attachment) {
        Mailbox box = Mailbox.of("a@example.org");
        return new Letter(
                id, box, box, subject, "text", null, file, attachment, Locale.ENGLISH, Instant.EPOCH, List.of());
    }
}
