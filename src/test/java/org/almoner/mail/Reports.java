package org.almoner.mail;

import java.nio.charset.StandardCharsets;

/** Reports as mail servers send them, for tests. */
public final class Reports {

    private Reports() {}

    /** A delivery report by RFC 3464 to an envelope's sender. */
    public static byte[] bounce(String to, String action, String status, String diagnostic) {
        return lines(
                "From: MAILER-DAEMON@mx.example.net",
                "To: " + to,
                "Subject: Undelivered Mail Returned to Sender",
                "Message-ID: <" + System.nanoTime() + "@mx.example.net>",
                "MIME-Version: 1.0",
                "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"",
                "",
                "--b1",
                "Content-Type: text/plain; charset=us-ascii",
                "",
                "I'm sorry to have to inform you that your message could not be delivered.",
                "",
                "--b1",
                "Content-Type: message/delivery-status",
                "",
                "Reporting-MTA: dns; mx.example.net",
                "",
                "Final-Recipient: rfc822; somebody-else@example.net",
                "Action: " + action,
                "Status: " + status,
                "Diagnostic-Code: " + diagnostic,
                "",
                "--b1",
                "Content-Type: text/rfc822-headers",
                "",
                "From: receipts@example.org",
                "To: donor@example.net",
                "Subject: Receipt",
                "",
                "--b1--");
    }

    /** A complaint by RFC 5965 that brings a letter's headers back. */
    public static byte[] complaint(String to, String tag) {
        return lines(
                "From: feedback@arf.example.net",
                "To: " + to,
                "Subject: complaint",
                "Message-ID: <" + System.nanoTime() + "@arf.example.net>",
                "MIME-Version: 1.0",
                "Content-Type: multipart/report; report-type=feedback-report; boundary=\"b2\"",
                "",
                "--b2",
                "Content-Type: text/plain",
                "",
                "This is an email abuse report.",
                "",
                "--b2",
                "Content-Type: message/feedback-report",
                "",
                "Feedback-Type: abuse",
                "User-Agent: Yahoo!-Mail-Feedback/2.0",
                "Version: 1",
                "",
                "--b2",
                "Content-Type: message/rfc822",
                "",
                "From: receipts@example.org",
                "To: donor@example.net",
                "Subject: Receipt",
                "X-Almoner-Letter: " + tag,
                "",
                "Thank you.",
                "",
                "--b2--");
    }

    private static byte[] lines(String... lines) {
        return (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
