package org.almoner.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: the comparison finds nothing in right books and every kind of wrong in wrong ones. Method: a server that answers
 * in the contract's shapes straight from the oracle, and then with one thing spoilt at a time.
 */
class ComparisonTest {
    private static final DemoMonth DEMO = DemoMonth.before(LocalDate.of(2026, 11, 21), 60, 5);
    private static final Oracle ORACLE = new Oracle(DEMO.story().world(), DemoMonth.ZONE);

    private final List<JsonObject> gifts = new ArrayList<>();
    private final List<JsonObject> receipts = new ArrayList<>();
    private final List<JsonObject> payouts = new ArrayList<>();
    private final Map<String, JsonObject> months = new TreeMap<>();
    private HttpServer server;

    @BeforeEach
    void serveRightBooks() throws IOException {
        for (Oracle.Gift gift : ORACLE.gifts()) {
            gifts.add(gift(gift));
        }
        ORACLE.payouts().forEach(p -> payouts.add(Json.object("id", p.id())));
        for (YearMonth month : ORACLE.months()) {
            JsonArray lines = new JsonArray();
            ORACLE.lines(month).forEach(line -> lines.add(line(line)));
            months.put(
                    month.toString(),
                    Json.object("status", "BALANCED", "currencies", lines, "exceptions", Json.array()));
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            String name = path.substring(path.lastIndexOf('/') + 1);
            JsonObject answer =
                    switch (name) {
                        case "gifts" -> page(gifts, exchange.getRequestURI().getQuery());
                        case "receipts" ->
                            page(receipts, exchange.getRequestURI().getQuery());
                        case "payouts" -> page(payouts, exchange.getRequestURI().getQuery());
                        default -> months.get(name);
                    };
            byte[] body = Json.bytes(answer == null ? Json.object("title", "Not found") : answer);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void rightBooksDoNotDiffer() throws Exception {
        assertThat(compare()).isEmpty();
    }

    @Test
    void findsAGiftThatIsMissingOrTooManyOrTwice() throws Exception {
        JsonObject first = gifts.remove(0);
        assertThat(compare()).anyMatch(d -> d.startsWith(Json.text(first, "reference") + " ("));
        gifts.add(first);
        gifts.add(first);
        assertThat(compare()).contains(Json.text(first, "reference") + " is in the books twice");
        gifts.remove(gifts.size() - 1);
        gifts.add(Json.object("reference", "pi_invented"));
        assertThat(compare()).contains("pi_invented is in the books and not at Stripe");
    }

    @Test
    void findsAWrongStatusAmountFeeCampaignAndPayout() throws Exception {
        JsonObject gift = gifts.stream()
                .filter(g -> Json.text(g, "payout") != null && Json.child(g, "campaign") != null)
                .findFirst()
                .orElseThrow();
        Json.set(gift, "status", "PENDING");
        Json.child(gift, "amount").addProperty("minor", 1);
        Json.child(gift, "fee").addProperty("currency", "XZZ");
        Json.child(gift, "campaign").addProperty("code", "other");
        Json.set(gift, "payout", "po_other");
        assertThat(compare())
                .hasSize(5)
                .allMatch(d -> d.startsWith(Json.text(gift, "reference") + ": "))
                .anyMatch(d -> d.contains("status should be"))
                .anyMatch(d -> d.contains("amount should be"))
                .anyMatch(d -> d.contains("fee should be"))
                .anyMatch(d -> d.contains("campaign should be"))
                .anyMatch(d -> d.contains("payout should be"));
    }

    @Test
    void findsAGapInTheReceiptNumbers() throws Exception {
        receipts.remove(3);
        assertThat(compare()).anyMatch(d -> d.startsWith("series 2026-")).anyMatch(d -> d.startsWith("receipt 2026-4"));
    }

    @Test
    void findsAMonthThatIsOffByOneAndAnExceptionNobodyExpected() throws Exception {
        JsonObject month = months.get(DEMO.month().toString());
        JsonObject line = month.getAsJsonArray("currencies").get(0).getAsJsonObject();
        Json.set(line, "fees", Json.number(line, "fees") + 1);
        month.getAsJsonArray("exceptions").add(Json.object("kind", "AMOUNT_MISMATCH", "reference", "txn_1"));
        month.getAsJsonArray("exceptions").add(Json.object("kind", "UNSETTLED", "reference", "txn_2"));
        Json.set(month, "status", "OPEN");
        assertThat(compare())
                .hasSize(3)
                .anyMatch(d -> d.contains("fees should be"))
                .contains(DEMO.month() + " has the exception AMOUNT_MISMATCH txn_1")
                .contains(DEMO.month() + " is OPEN");
    }

    @Test
    void findsAPayoutTheBooksDoNotKnow() throws Exception {
        String gone = Json.text(payouts.remove(7), "id");
        assertThat(compare()).containsExactly("payout " + gone + " is not in the books");
    }

    @Test
    void countsMailsByAddress() {
        Comparison comparison = new Comparison(ORACLE, AlmonerClient.withToken(base(), "t"));
        List<MailCatcher.Caught> mails = new ArrayList<>();
        ORACLE.gifts().stream()
                .filter(Oracle.Gift::receiptDue)
                .forEach(g -> mails.add(new MailCatcher.Caught("", List.of(g.receiptTo()), new byte[0], true)));
        assertThat(comparison.mails(mails)).isEmpty();
        MailCatcher.Caught one = mails.remove(0);
        assertThat(comparison.mails(mails)).containsExactly(one.to().get(0) + " lacks 1 mail(s)");
        mails.add(one);
        mails.add(one);
        assertThat(comparison.mails(mails)).containsExactly(one.to().get(0) + " got 1 too many mail(s)");
    }

    @Test
    void saysWhatTheServerAnsweredWhenItRefuses() {
        months.clear();
        assertThatThrownBy(this::compare)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/api/v1/reconciliations/")
                .hasMessageContaining("404");
    }

    private List<String> compare() throws IOException, InterruptedException {
        return new Comparison(ORACLE, AlmonerClient.withToken(base(), "t")).afterClose();
    }

    private String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static JsonObject page(List<JsonObject> all, String query) {
        Params params = Params.parse(query);
        int from = (int) params.number("after", 0);
        int to = (int) Math.min(all.size(), from + params.number("limit", 20));
        return Json.object("items", all.subList(from, to), "next", to < all.size() ? Integer.toString(to) : null);
    }

    private JsonObject gift(Oracle.Gift gift) {
        JsonArray numbers = new JsonArray();
        if (gift.receiptDue()) {
            String number = "2026-" + (receipts.size() + 1);
            receipts.add(Json.object("number", number));
            numbers.add(number);
        }
        return Json.object(
                "reference", gift.reference(),
                "status", gift.status(),
                "amount", money(gift.amount(), gift.currency()),
                "refunded", money(gift.refunded(), gift.currency()),
                "fee", gift.fee() == null ? null : money(gift.fee(), gift.settlement()),
                "net", gift.net() == null ? null : money(gift.net(), gift.settlement()),
                "campaign", gift.campaign() == null ? null : Json.object("code", gift.campaign()),
                "fund", Json.object("code", gift.fund() == null ? "general" : gift.fund()),
                "recurring", gift.recurring(),
                "payout", gift.payout(),
                "receivedAt",
                        gift.receivedAt() == null ? null : gift.receivedAt().toString(),
                "receipts", numbers);
    }

    private static JsonObject line(Oracle.Line line) {
        return Json.object(
                "currency", line.currency().toUpperCase(Locale.ROOT),
                "opening", line.opening(),
                "charges", line.charges(),
                "refunds", line.refunds(),
                "disputes", line.disputes(),
                "fees", line.fees(),
                "adjustments", line.adjustments(),
                "payouts", line.payouts(),
                "closing", line.closing(),
                "unexplained", line.unexplained());
    }

    private static JsonObject money(long minor, String currency) {
        return Json.object("minor", minor, "currency", currency.toUpperCase(Locale.ROOT));
    }
}
