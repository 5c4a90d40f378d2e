package org.almoner.bank;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.almoner.database.Rejection;

/** A statement of a camt.053 as far as it has been read. */
final class CamtStatement {

    final long place;
    String id = "";
    String number;
    String page;
    String account;
    String currency;
    LocalDate since;
    boolean begun;
    String balanceCode;
    String balanceCurrency;
    String balanceAmount;
    int balanceSign;
    LocalDate balanceDay;

    private final Map<String, Long> balances = new HashMap<>();
    private LocalDate until;
    private LocalDate opened;
    private LocalDate closed;
    private Long firstInterim;
    private long sum;
    private long count;

    CamtStatement(long place) {
        this.place = place;
    }

    String currency() {
        return currency == null ? balanceCurrency : currency;
    }

    void beginBalance() {
        balanceCode = null;
        balanceAmount = null;
        balanceSign = 0;
    }

    /** The end of the time; a midnight is the end of the day before. */
    void to(String text, Function<String, Rejection> wrong) {
        try {
            var day = LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text);
            boolean midnight = text.startsWith("T00:00:00", 10) && since != null && day.isAfter(since);
            until = midnight ? day.minusDays(1) : day;
        } catch (DateTimeException notADay) {
            throw wrong.apply("'" + FileText.shortened(text) + "' is not a day such as 2026-11-19");
        }
    }

    /** Its date is the last thing of a balance. */
    void keepBalance(Function<String, Rejection> wrong) {
        if (balanceAmount == null || balanceSign == 0 || balanceCode == null) {
            return;
        }
        String in = currency();
        if (in == null || !in.equals(balanceCurrency)) {
            throw wrong.apply(
                    "a balance in " + FileText.shortened(String.valueOf(balanceCurrency)) + " of an account in " + in);
        }
        try {
            long minor = balanceSign * BankAmount.minor(balanceAmount, in);
            balances.put(balanceCode, minor);
            if (balanceCode.equals("ITBD") && firstInterim == null) {
                firstInterim = minor;
            }
            if (balanceCode.equals("CLBD")) {
                closed = balanceDay;
            } else if (balanceCode.equals("OPBD")) {
                opened = balanceDay;
            }
        } catch (IllegalArgumentException notAnAmount) {
            throw wrong.apply(notAnAmount.getMessage());
        }
    }

    void add(long amount) {
        sum = Math.addExact(sum, amount);
        count++;
    }

    void end(StatementSink sink, long line) {
        Long opening = balances.getOrDefault("OPBD", balances.getOrDefault("PRCD", firstInterim));
        Long closing = balances.getOrDefault("CLBD", balances.get("ITBD"));
        if (opening == null || closing == null) {
            throw Rejection.invalid(
                    "file",
                    "Line " + line + ", column 1: the statement that begins in line " + place
                            + " has no opening or no closing balance (OPBD, CLBD); take the bank's statement file, not"
                            + " one of single entries");
        }
        Balances.require(opening, sum, count, closing, currency, line, place);
        LocalDate from = since == null ? (opened == null ? closed : opened) : since;
        LocalDate to = until == null ? closed : until;
        sink.end(
                id.isEmpty() ? null : id + (number == null ? "" : "/" + number) + (page == null ? "" : "." + page),
                from,
                to,
                opening,
                closing,
                line);
    }
}
