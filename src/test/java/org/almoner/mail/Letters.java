package org.almoner.mail;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** A letter with every part, for tests. */
final class Letters {
    private Letters() {}

    static Letter to(String address) {
        return new Letter(
                "<receipt.0190.1@mail.example.org>",
                new Mailbox("Almoner Stiftung", "receipts@example.org"),
                new Mailbox("Zoë Łukasiewicz", address),
                "Ihre Spendenbestätigung AF-2026-1 · 感谢",
                "Guten Tag Zoë,\r\nherzlichen Dank – 25,00 €\r\n",
                "<p>Guten Tag Zoë, herzlichen Dank – 25,00&nbsp;€</p>",
                "Spendenbestätigung-AF-2026-1.pdf",
                new byte[] {'%', 'P', 'D', 'F', 0, (byte) 0xff, 13, 10, 46, 13, 10},
                Locale.GERMANY,
                Instant.parse("2026-11-20T08:30:00Z"),
                List.of(new Letter.Header("X-Almoner", "receipt")));
    }
}
