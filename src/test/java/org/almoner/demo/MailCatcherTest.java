package org.almoner.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: it catches, refuses and dies as told. Method: raw SMTP over a socket. */
class MailCatcherTest {
    private static final String MESSAGE = "Subject: Danke\r\n\r\nΕυχαριστώ, 王小明\r\n";

    @Test
    void keepsTheBytesAndWritesThemToTheFolder(@TempDir Path folder) throws IOException {
        try (MailCatcher catcher = new MailCatcher(0, folder)) {
            assertThat(send(catcher, "donor@example.org")).startsWith("250");
            assertThat(catcher.messages()).singleElement().satisfies(m -> {
                assertThat(m.to()).containsExactly("donor@example.org");
                assertThat(m.from()).isEqualTo("almoner@example.org");
                assertThat(new String(m.raw(), StandardCharsets.UTF_8)).isEqualTo(MESSAGE);
                assertThat(m.answered()).isTrue();
            });
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).singleElement().satisfies(f -> assertThat(Files.readString(f))
                        .isEqualTo(MESSAGE));
            }
        }
    }

    @Test
    void refusesRecipientsAsToldUntilTold() throws IOException {
        try (MailCatcher catcher = new MailCatcher(0)) {
            catcher.refuse("full@example.org", 452);
            catcher.refuse("gone@example.org", 550);
            assertThat(send(catcher, "full@example.org")).startsWith("452");
            assertThat(send(catcher, "gone@example.org")).startsWith("550");
            assertThat(send(catcher, "donor@example.org")).startsWith("250");
            catcher.accept("full@example.org");
            assertThat(send(catcher, "full@example.org")).startsWith("250");
            assertThat(catcher.count()).isEqualTo(2);
            assertThatThrownBy(() -> catcher.refuse("x@example.org", 250)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void diesBetweenDataAndItsAnswer() throws IOException {
        try (MailCatcher catcher = new MailCatcher(0)) {
            catcher.dieAfterData(1);
            assertThat(send(catcher, "donor@example.org")).isNull();
            assertThat(send(catcher, "donor@example.org")).startsWith("250");
            assertThat(catcher.messages())
                    .extracting(MailCatcher.Caught::answered)
                    .containsExactly(false, true);
        }
    }

    @Test
    void goesDownAndComesUpOnTheSamePort() throws IOException {
        try (MailCatcher catcher = new MailCatcher(0)) {
            int port = catcher.port();
            catcher.down();
            assertThatThrownBy(() -> send(catcher, "donor@example.org")).isInstanceOf(ConnectException.class);
            catcher.up();
            assertThat(catcher.port()).isEqualTo(port);
            assertThat(send(catcher, "donor@example.org")).startsWith("250");
        }
    }

    /** One conversation; returns the answer to the recipient if refused, else to the data; null if there was none. */
    private static String send(MailCatcher catcher, String recipient) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), catcher.port());
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                OutputStream out = socket.getOutputStream()) {
            answer(in);
            say(out, in, "HELO localhost\r\n");
            say(out, in, "MAIL FROM:<almoner@example.org>\r\n");
            String taken = say(out, in, "RCPT TO:<" + recipient + ">\r\n");
            if (!taken.startsWith("250")) {
                return taken;
            }
            say(out, in, "DATA\r\n");
            return say(out, in, MESSAGE + ".\r\n");
        }
    }

    private static String say(OutputStream out, BufferedReader in, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
        return answer(in);
    }

    private static String answer(BufferedReader in) throws IOException {
        return in.readLine();
    }
}
