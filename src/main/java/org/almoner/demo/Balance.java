package org.almoner.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The account's balance: every movement of money is one balance transaction, and each is paid out at most once. */
final class Balance {
    private final StripeWorld world;
    private final Map<String, JsonObject> waiting = new LinkedHashMap<>();

    Balance(StripeWorld world) {
        this.world = world;
    }

    /** The moment a number of business days later at which money becomes available: midnight UTC. */
    static Instant businessDaysAfter(Instant from, int days) {
        LocalDate date = from.atZone(ZoneOffset.UTC).toLocalDate();
        for (int left = days; left > 0; ) {
            date = date.plusDays(1);
            if (date.getDayOfWeek() != DayOfWeek.SATURDAY && date.getDayOfWeek() != DayOfWeek.SUNDAY) {
                left--;
            }
        }
        return date.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Posts a movement that becomes available at once. */
    JsonObject post(String type, String category, String source, long amount, long fee, String currency) {
        return post(type, category, source, new Rates.Settled(amount, currency, null), fee, world.now());
    }

    JsonObject post(String type, String category, String source, Rates.Settled money, long fee, Instant availableOn) {
        boolean available = !availableOn.isAfter(world.now());
        JsonObject transaction = world.add(
                Kind.BALANCE_TRANSACTION,
                Json.object(
                        "id",
                        world.id(Kind.BALANCE_TRANSACTION.prefix),
                        "object",
                        "balance_transaction",
                        "amount",
                        money.amount(),
                        "available_on",
                        availableOn.getEpochSecond(),
                        "balance_type",
                        "payments",
                        "created",
                        world.second(),
                        "currency",
                        money.currency(),
                        "description",
                        null,
                        "exchange_rate",
                        exchangeRate(money.rate()),
                        "fee",
                        fee,
                        "fee_details",
                        feeDetails(fee, money.currency(), category),
                        "net",
                        money.amount() - fee,
                        "reporting_category",
                        category,
                        "source",
                        source,
                        "status",
                        available ? "available" : "pending",
                        "type",
                        type));
        waiting.put(Json.text(transaction, "id"), transaction);
        if (!available) {
            world.at(availableOn, () -> Json.set(transaction, "status", "available"));
        }
        return transaction;
    }

    /** Takes out everything of a currency that is available and not yet paid out. */
    List<JsonObject> takeAvailable(String currency) {
        List<JsonObject> taken = available(currency);
        taken.forEach(this::remove);
        return taken;
    }

    /** The sum of what could be paid out now; may be negative. */
    long availableNet(String currency) {
        return available(currency).stream()
                .mapToLong(t -> Json.number(t, "net"))
                .sum();
    }

    void remove(JsonObject transaction) {
        waiting.remove(Json.text(transaction, "id"));
    }

    private List<JsonObject> available(String currency) {
        return waiting.values().stream()
                .filter(t -> currency.equals(Json.text(t, "currency")))
                .filter(t -> Json.number(t, "available_on") <= world.second())
                .toList();
    }

    /** The balance as {@code /v1/balance} tells it: per currency what is available and what is still pending. */
    static JsonObject shown(StripeWorld world) {
        Map<String, long[]> sums = new TreeMap<>();
        for (JsonObject transaction : world.all(Kind.BALANCE_TRANSACTION)) {
            long[] sum = sums.computeIfAbsent(Json.text(transaction, "currency"), c -> new long[2]);
            sum[Json.text(transaction, "status").equals("available") ? 0 : 1] += Json.number(transaction, "net");
        }
        JsonArray available = Json.array();
        JsonArray pending = Json.array();
        sums.forEach((currency, sum) -> {
            available.add(Json.object("amount", sum[0], "currency", currency));
            pending.add(Json.object("amount", sum[1], "currency", currency));
        });
        return Json.object("object", "balance", "available", available, "livemode", false, "pending", pending);
    }

    private static Object exchangeRate(BigDecimal rate) {
        return rate == null ? null : rate.stripTrailingZeros();
    }

    private static JsonArray feeDetails(long fee, String currency, String category) {
        if (fee == 0) {
            return Json.array();
        }
        String description =
                switch (category) {
                    case "dispute" -> "Dispute fee";
                    case "dispute_reversal" -> "Dispute fee refund";
                    default -> "Stripe processing fees";
                };
        return Json.array(Json.object(
                "amount", fee,
                "application", null,
                "currency", currency,
                "description", description,
                "type", "stripe_fee"));
    }
}
