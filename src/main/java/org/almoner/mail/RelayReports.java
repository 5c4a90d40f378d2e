package org.almoner.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reports as a mail relay tells them: JSON with {@code type} ({@code bounce}, {@code delay} or {@code complaint}),
 * {@code messageId} or {@code tag}, {@code status} and {@code detail}, one or a list; or a report as it came by mail. Whoever
 * knows the secret is believed about any letter; a report by mail only about the one whose tag it carries.
 */
@ApplicationScoped
public class RelayReports {

    private static final int MOST = 500;
    private static final JsonReaderFactory READERS = Json.createReaderFactory(Map.of());

    private MailReports reports;
    private MailTags tags;
    private String secret;

    protected RelayReports() {}

    @Inject
    RelayReports(
            MailReports reports,
            MailTags tags,
            @ConfigProperty(name = "almoner.bounce.webhook.secret") Optional<String> secret) {
        this(reports, tags, secret.filter(text -> !text.isBlank()).orElse(null));
    }

    public RelayReports(MailReports reports, MailTags tags, String secret) {
        this.reports = reports;
        this.tags = tags;
        this.secret = secret;
    }

    /** Whether anybody may tell anything. */
    public boolean isOpen() {
        return secret != null;
    }

    /** Whether that is the secret; takes the same time for any wrong one. */
    public boolean knows(String said) {
        return secret != null
                && said != null
                && MessageDigest.isEqual(
                        secret.getBytes(StandardCharsets.UTF_8), said.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Takes a report as it came by mail.
     *
     * @return how many were new
     */
    public int takeMail(byte[] raw) {
        return new ReturnedMessage(tags)
                .read(raw)
                .map(returned -> count(List.of(reports.take("mail:" + digest(raw), MailReports.Way.WEBHOOK, returned))))
                .orElse(0);
    }

    /**
     * Takes reports in JSON.
     *
     * @return how many were new and about letters of ours
     * @throws IllegalArgumentException if one of them cannot be read; none is taken then
     */
    public int takeJson(byte[] body) {
        var told = read(body);
        var letters = reports.letters(told.stream()
                .map(report -> text(report, "messageId"))
                .flatMap(Optional::stream)
                .map(RelayReports::bracketed)
                .collect(Collectors.toSet()));
        var read = new ArrayList<Map.Entry<String, Returned>>();
        for (var report : told) {
            letter(report, letters).ifPresent(letter -> read.add(Map.entry(key(report), returned(letter, report))));
            if (kind(report) == null) {
                throw new IllegalArgumentException("type: write bounce, delay or complaint");
            }
        }
        return count(read.stream()
                .map(each -> reports.take(each.getKey(), MailReports.Way.WEBHOOK, each.getValue()))
                .toList());
    }

    private static List<JsonObject> read(byte[] body) {
        try (var reader = READERS.createReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8)) {
            var value = reader.readValue();
            var all = value instanceof JsonArray many ? List.copyOf(many) : List.of(value);
            if (all.size() > MOST || !all.stream().allMatch(JsonObject.class::isInstance)) {
                throw new IllegalArgumentException("send an object, or a list of up to " + MOST + " objects");
            }
            return all.stream().map(JsonValue::asJsonObject).toList();
        } catch (JsonException | IllegalStateException notJson) {
            throw new IllegalArgumentException("the body is not JSON in UTF-8", notJson);
        }
    }

    private Optional<UUID> letter(JsonObject report, Map<String, UUID> letters) {
        return text(report, "tag")
                .flatMap(tags::read)
                .or(() -> text(report, "messageId").map(RelayReports::bracketed).map(letters::get));
    }

    private static Returned returned(UUID letter, JsonObject report) {
        var status = text(report, "status").orElse(null);
        var detail = text(report, "detail").orElse(null);
        var kind = kind(report);
        return kind == null || kind.equals("bounce")
                ? Returned.failed(letter, status, detail)
                : new Returned(
                        letter,
                        kind.equals("delay") ? Returned.Kind.DELAYED : Returned.Kind.COMPLAINT,
                        Returned.statusIn(status).orElse(null),
                        detail);
    }

    private static String kind(JsonObject report) {
        return text(report, "type")
                .filter(List.of("bounce", "delay", "complaint")::contains)
                .orElse(null);
    }

    /** Its own identifier where the relay gives one, or else what it says. */
    private static String key(JsonObject report) {
        return "relay:" + digest(text(report, "id").orElse(report.toString()).getBytes(StandardCharsets.UTF_8));
    }

    private static String bracketed(String messageId) {
        return messageId.startsWith("<") ? messageId : "<" + messageId + ">";
    }

    private static Optional<String> text(JsonObject report, String name) {
        return report.get(name) instanceof JsonString text && !text.getString().isBlank()
                ? Optional.of(text.getString().strip())
                : Optional.empty();
    }

    private static int count(List<Boolean> taken) {
        return (int) taken.stream().filter(Boolean::booleanValue).count();
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
