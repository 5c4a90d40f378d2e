package org.almoner.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Almoner's books over its API and says, in plain words, where they differ from the oracle: gift by gift, month by
 * month, payout by payout, receipt by receipt. An empty list means that they agree.
 */
public final class Comparison {
    private static final int DIFFERENCES_MAX = 1_000;
    /** Webhooks tell the second; a gift found by the sweep has only its objects' creation to go by. */
    private static final Duration RECEIVED_TOLERANCE = Duration.ofMinutes(15);

    private static final Set<String> HARMLESS_EXCEPTIONS =
            Set.of("UNSETTLED", "BANK_LINE_UNMATCHED", "PAYOUT_NOT_IN_BANK");
    private static final Pattern NUMBER = Pattern.compile("^(.*?)(\\d+)$");

    private final Oracle oracle;
    private final AlmonerClient almoner;
    private final List<String> differences = new ArrayList<>();

    /** Compares these two; nothing is read yet. */
    public Comparison(Oracle oracle, AlmonerClient almoner) {
        this.oracle = oracle;
        this.almoner = almoner;
    }

    /** Everything, as it must be after one close that ended. */
    public List<String> afterClose() throws IOException, InterruptedException {
        differences.clear();
        compareGifts();
        compareMonths();
        comparePayouts();
        return List.copyOf(differences);
    }

    /** The same without receipts and months, for books that have been fed but not closed: only what webhooks tell. */
    public List<String> beforeClose() throws IOException, InterruptedException {
        differences.clear();
        Map<String, JsonObject> actual = readGifts();
        for (Oracle.Gift gift : oracle.gifts()) {
            JsonObject found = actual.remove(gift.reference());
            if (found != null) {
                compareFacts(gift, found);
            } else if (gift.status() != null && !gift.unheard() && !"FAILED".equals(gift.status())) {
                differ(gift.reference() + " (" + gift.status() + ") is not in the books");
            }
        }
        actual.keySet().forEach(reference -> differ(reference + " is in the books and not at Stripe"));
        return List.copyOf(differences);
    }

    /** One mail for each receipt due, to its donor and nobody else. */
    public List<String> mails(List<MailCatcher.Caught> caught) {
        differences.clear();
        Map<String, Integer> open = new TreeMap<>();
        oracle.gifts().stream()
                .filter(Oracle.Gift::receiptDue)
                .forEach(g -> open.merge(g.receiptTo(), 1, Integer::sum));
        for (MailCatcher.Caught mail : caught) {
            if (mail.to().size() != 1) {
                differ("a mail went to " + mail.to());
            }
            mail.to().forEach(to -> open.merge(to, -1, Integer::sum));
        }
        open.forEach((address, left) -> {
            if (left != 0) {
                differ(address + (left > 0 ? " lacks " + left : " got " + -left + " too many") + " mail(s)");
            }
        });
        return List.copyOf(differences);
    }

    private Map<String, JsonObject> readGifts() throws IOException, InterruptedException {
        Map<String, JsonObject> actual = new HashMap<>();
        for (JsonObject gift : almoner.all("/api/v1/gifts")) {
            String reference = Json.text(gift, "reference");
            if (actual.put(String.valueOf(reference), gift) != null) {
                differ(reference + " is in the books twice");
            }
        }
        return actual;
    }

    private void compareGifts() throws IOException, InterruptedException {
        Map<String, JsonObject> actual = readGifts();
        Set<String> numbersOfGifts = new TreeSet<>();
        for (Oracle.Gift gift : oracle.gifts()) {
            JsonObject found = actual.remove(gift.reference());
            if (found == null) {
                if (gift.status() != null) {
                    differ(gift.reference() + " (" + gift.status() + ") is not in the books");
                }
                continue;
            }
            compareFacts(gift, found);
            compareMoney(gift, found);
            compareReceipts(gift, found, numbersOfGifts);
        }
        actual.keySet().forEach(reference -> differ(reference + " is in the books and not at Stripe"));
        compareNumbers(numbersOfGifts);
    }

    private void compareFacts(Oracle.Gift gift, JsonObject found) {
        if (gift.status() == null) {
            return;
        }
        same(gift, "status", gift.status(), Json.text(found, "status"));
        same(gift, "amount", amount(gift.amount(), gift.currency()), amount(found, "amount"));
        same(gift, "refunded", amount(gift.refunded(), gift.currency()), amountOrZero(found, "refunded", gift));
        if (!gift.wasReceived()) {
            return;
        }
        same(gift, "campaign", gift.campaign(), code(found, "campaign"));
        if (gift.fund() != null) {
            same(gift, "fund", gift.fund(), code(found, "fund"));
        }
        same(gift, "recurring", String.valueOf(gift.recurring()), Json.text(found, "recurring"));
        compareReceivedAt(gift, Json.text(found, "receivedAt"));
    }

    private void compareReceivedAt(Oracle.Gift gift, String text) {
        if (text == null) {
            differ(gift.reference() + ": receivedAt should be " + gift.receivedAt() + " and is missing");
        } else if (!gift.debit()) {
            Duration off =
                    Duration.between(gift.receivedAt(), Instant.parse(text)).abs();
            if (off.compareTo(RECEIVED_TOLERANCE) > 0) {
                differ(gift.reference() + ": receivedAt should be " + gift.receivedAt() + " and is " + text);
            }
        }
    }

    private void compareMoney(Oracle.Gift gift, JsonObject found) {
        if (!gift.wasReceived() || gift.fee() == null) {
            return;
        }
        same(gift, "fee", amount(gift.fee(), gift.settlement()), amount(found, "fee"));
        same(gift, "net", amount(gift.net(), gift.settlement()), amount(found, "net"));
        if (gift.payout() != null) {
            same(gift, "payout", gift.payout(), Json.text(found, "payout"));
        }
    }

    private void compareReceipts(Oracle.Gift gift, JsonObject found, Set<String> numbers) {
        JsonElement list = found.get("receipts");
        JsonArray receipts = list == null || list.isJsonNull() ? new JsonArray() : list.getAsJsonArray();
        int due = gift.receiptDue() ? 1 : 0;
        if (receipts.size() != due) {
            differ(gift.reference() + " (" + gift.status() + ") should have " + due + " receipt(s) and has "
                    + receipts.size());
        }
        for (JsonElement number : receipts) {
            if (!numbers.add(number.getAsString())) {
                differ("receipt " + number.getAsString() + " stands at two gifts");
            }
        }
    }

    /** Every series is 1, 2, 3 … without a gap, and the register knows exactly the numbers the gifts show. */
    private void compareNumbers(Set<String> numbersOfGifts) throws IOException, InterruptedException {
        Map<String, TreeSet<Long>> series = new TreeMap<>();
        Set<String> registered = new TreeSet<>();
        for (JsonObject receipt : almoner.all("/api/v1/receipts")) {
            String number = String.valueOf(Json.text(receipt, "number"));
            if (!registered.add(number)) {
                differ("receipt " + number + " is registered twice");
            }
            Matcher parts = NUMBER.matcher(number);
            if (parts.matches()) {
                series.computeIfAbsent(parts.group(1), s -> new TreeSet<>()).add(Long.parseLong(parts.group(2)));
            } else {
                differ("receipt number " + number + " does not end in digits");
            }
        }
        series.forEach((name, numbers) -> {
            if (numbers.first() != 1 || numbers.last() != numbers.size()) {
                differ("series " + name + " has " + numbers.size() + " numbers from " + numbers.first() + " to "
                        + numbers.last());
            }
        });
        numbersOfGifts.stream()
                .filter(n -> !registered.contains(n))
                .forEach(n -> differ("receipt " + n + " stands at a gift and not in the register"));
    }

    private void compareMonths() throws IOException, InterruptedException {
        for (YearMonth month : oracle.months()) {
            JsonObject found = almoner.get("/api/v1/reconciliations/" + month);
            Map<String, JsonObject> lines = new HashMap<>();
            found.getAsJsonArray("currencies")
                    .forEach(c -> lines.put(
                            String.valueOf(Json.text(c.getAsJsonObject(), "currency"))
                                    .toLowerCase(Locale.ROOT),
                            c.getAsJsonObject()));
            for (Oracle.Line line : oracle.lines(month)) {
                JsonObject actual = lines.remove(line.currency());
                if (actual == null) {
                    if (isAnything(line)) {
                        differ(month + " has no line for " + line.currency());
                    }
                } else {
                    compareLine(month, line, actual);
                }
            }
            lines.keySet().forEach(currency -> differ(month + " has a line for " + currency + ", which never moved"));
            compareExceptions(month, found);
        }
    }

    private void compareLine(YearMonth month, Oracle.Line line, JsonObject actual) {
        Map<String, Long> expected = new TreeMap<>(Map.of(
                "opening", line.opening(),
                "charges", line.charges(),
                "refunds", line.refunds(),
                "disputes", line.disputes(),
                "fees", line.fees(),
                "adjustments", line.adjustments(),
                "payouts", line.payouts(),
                "closing", line.closing(),
                "unexplained", line.unexplained()));
        expected.forEach((name, value) -> {
            if (Json.number(actual, name) != value) {
                differ(month + " " + line.currency() + ": " + name + " should be " + value + " and is "
                        + Json.text(actual, name));
            }
        });
    }

    private void compareExceptions(YearMonth month, JsonObject found) {
        Set<String> expected = new TreeSet<>();
        oracle.findings().stream()
                .filter(f -> f.month().equals(month))
                .forEach(f -> expected.add(f.kind() + " " + f.reference()));
        Set<String> actual = new TreeSet<>();
        found.getAsJsonArray("exceptions").forEach(e -> {
            String kind = String.valueOf(Json.text(e.getAsJsonObject(), "kind"));
            if (!HARMLESS_EXCEPTIONS.contains(kind)) {
                actual.add(kind + " " + Json.text(e.getAsJsonObject(), "reference"));
            }
        });
        expected.stream().filter(e -> !actual.contains(e)).forEach(e -> differ(month + " lacks the exception " + e));
        actual.stream().filter(e -> !expected.contains(e)).forEach(e -> differ(month + " has the exception " + e));
        String status = Json.text(found, "status");
        if (expected.isEmpty() == "OPEN".equals(status)) {
            differ(month + " is " + status);
        }
    }

    private void comparePayouts() throws IOException, InterruptedException {
        Set<String> known = new TreeSet<>();
        for (JsonObject payout : almoner.all("/api/v1/payouts")) {
            known.add(String.valueOf(Json.text(payout, "reference")));
            known.add(String.valueOf(Json.text(payout, "id")));
        }
        for (Oracle.PayoutSum payout : oracle.payouts()) {
            if (payout.amount() != payout.contents()) {
                differ("the stand-in itself is wrong: payout " + payout.id() + " does not add up");
            }
            if (!known.contains(payout.id())) {
                differ("payout " + payout.id() + " is not in the books");
            }
        }
    }

    private static boolean isAnything(Oracle.Line line) {
        return line.opening() != 0 || line.closing() != 0 || line.charges() != 0 || line.payouts() != 0;
    }

    private void same(Oracle.Gift gift, String what, String expected, String actual) {
        if (!Objects.equals(expected, actual)) {
            differ(gift.reference() + ": " + what + " should be " + expected + " and is " + actual);
        }
    }

    private static String amount(long minor, String currency) {
        return minor + " " + currency.toUpperCase(Locale.ROOT);
    }

    private static String amount(JsonObject found, String name) {
        JsonObject amount = Json.child(found, name);
        return amount == null ? null : Json.text(amount, "minor") + " " + Json.text(amount, "currency");
    }

    private static String amountOrZero(JsonObject found, String name, Oracle.Gift gift) {
        String amount = amount(found, name);
        return amount == null ? amount(0, gift.currency()) : amount;
    }

    private static String code(JsonObject found, String name) {
        return Json.text(Json.child(found, name), "code");
    }

    private void differ(String difference) {
        if (differences.size() < DIFFERENCES_MAX) {
            differences.add(difference);
        }
    }
}
