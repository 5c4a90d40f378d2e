package org.almoner.bank;

import com.prowidesoftware.swift.model.field.Field25;
import com.prowidesoftware.swift.model.field.Field60F;
import com.prowidesoftware.swift.model.field.Field61;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.almoner.database.Rejection;
import org.almoner.money.Currencies;

/**
 * Reads MT940 field by field, with or without the blocks that SWIFT puts around it, and any number of statements; the
 * fields themselves are read by Prowide Core. The lines of a statement are handed over as they come, so that none is long.
 */
final class Mt940Reader {

    private static final Pattern TAG = Pattern.compile(":(\\d\\d[A-Z]?):(.*)");
    private static final Pattern ENVELOPE = Pattern.compile("\\{[1-5]:.*");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyMMdd");
    private static final int LONGEST_FIELD = 20_000;
    private static final int LONGEST_TEXT = 4_000;

    private final Path file;
    private final StatementSink sink;
    private String tag;
    private final StringBuilder value = new StringBuilder();
    private long place;
    private long line;
    private long statements;

    private String reference;
    private String number;
    private String account;
    private String currency;
    private long begins;
    private LocalDate since;
    private Long opening;
    private long sum;
    private long count;
    private boolean closed;
    private StatementSink.Line waiting;

    Mt940Reader(Path file, StatementSink sink) {
        this.file = file;
        this.sink = sink;
    }

    /** @throws Rejection if anything in it does not hold, with line and column */
    void read() throws IOException {
        Charset charset = FileText.guessed(file);
        FileText.require(file, charset);
        try (BufferedReader text = FileText.open(file, charset)) {
            for (String each = text.readLine(); each != null; each = text.readLine()) {
                line++;
                take(each);
            }
        }
        finishField();
        if (reference != null && !closed) {
            throw wrong(
                    line,
                    "the file ends within the statement that begins in line " + begins
                            + ", before its closing balance (:62F:); it was cut off, take it from the bank again");
        }
        if (statements == 0) {
            throw wrong(1, "there is no statement in it; an MT940 has the fields :20:, :25:, :60F:, :61: and :62F:");
        }
    }

    private void take(String text) {
        String each = text.strip().replaceAll("[\\x01\\x03\\x1A]", "");
        if (ENVELOPE.matcher(each).matches()) {
            int block = each.indexOf("{4:");
            each = block < 0 ? "" : each.substring(block + 3);
        }
        if (each.equals("-") || each.startsWith("-}")) {
            finishField();
            return;
        }
        Matcher begun = TAG.matcher(each);
        if (begun.matches()) {
            finishField();
            tag = begun.group(1);
            place = line;
            value.append(begun.group(2));
        } else if (tag != null) {
            value.append('\n').append(each);
            if (value.length() > LONGEST_FIELD) {
                throw wrong(
                        line,
                        "the field :" + tag + ": that begins in line " + place + " has more than " + LONGEST_FIELD
                                + " characters; this is no bank's statement");
            }
        } else if (!each.isEmpty()) {
            throw wrong(line, "'" + FileText.shortened(each) + "' belongs to no field; an MT940 begins with :20:");
        }
    }

    private void finishField() {
        if (tag == null) {
            return;
        }
        String name = tag;
        String text = value.toString();
        tag = null;
        value.setLength(0);
        if (!name.equals("20") && reference == null) {
            throw wrong(place, "the field :" + name + ": stands before :20:, with which a statement begins");
        }
        switch (name) {
            case "20" -> begin(text);
            case "25", "25P" -> account = new Field25(text.lines().findFirst().orElse("")).getAccount();
            case "28C", "28" -> number = text.strip();
            case "60F", "60M" -> open(text);
            case "61" -> entry(text);
            case "86" -> describe(text);
            case "62F", "62M" -> close(text);
            default -> {}
        }
    }

    private void begin(String text) {
        if (reference != null && !closed) {
            throw wrong(
                    place,
                    "a statement begins within the one of line " + begins
                            + ", which has no closing balance (:62F:); the file was cut off or put together wrongly");
        }
        reference = text.strip();
        number = "";
        account = null;
        currency = null;
        opening = null;
        sum = 0;
        count = 0;
        begins = place;
        closed = false;
        statements++;
    }

    private void open(String text) {
        var balance = balance(text);
        if (account == null || account.isBlank()) {
            throw wrong(place, "the statement of line " + begins + " does not say whose account it is about (:25:)");
        }
        currency = sink.begin(account, balance.currency, begins);
        if (!currency.equals(balance.currency)) {
            throw wrong(place, "a balance in " + balance.currency + " of an account in " + currency);
        }
        opening = balance.minor;
        since = balance.day;
    }

    private void entry(String text) {
        if (opening == null || closed) {
            throw wrong(place, "the line :61: does not stand between an opening and a closing balance");
        }
        hand();
        var field = new Field61(text.replace("\n", "\r\n"));
        LocalDate valued = day(field.getComponent1(), place);
        long amount = sign(field.getDebitCreditMark()) * amount(field.getAmount());
        String bank = said(field.getReferenceOfTheAccountServicingInstitution());
        String sender = said(field.getReferenceForTheAccountOwner());
        waiting = new StatementSink.Line(
                place,
                booked(field.getComponent2(), valued),
                valued,
                amount,
                bank,
                sender.equals("NONREF") ? "" : sender,
                "",
                said(field.getSupplementaryDetails()));
    }

    /** What stands after the closing balance is about the statement as a whole. */
    private void describe(String text) {
        if (waiting == null) {
            return;
        }
        var detail = Mt940Detail.of(text);
        String words = (detail.text() + " " + waiting.text()).strip();
        waiting = new StatementSink.Line(
                waiting.place(),
                waiting.bookedOn(),
                waiting.valuedOn(),
                waiting.amount(),
                waiting.bankReference(),
                waiting.senderReference(),
                detail.name(),
                words.substring(0, Math.min(words.length(), LONGEST_TEXT)));
        hand();
    }

    private void close(String text) {
        if (opening == null || closed) {
            throw wrong(place, "a closing balance without an opening one (:60F:)");
        }
        hand();
        var balance = balance(text);
        Balances.require(opening, sum, count, balance.minor, currency, place, begins);
        // the same reference and number come back each year
        sink.end(reference + "/" + number + "/" + balance.day, since, balance.day, opening, balance.minor, place);
        closed = true;
    }

    private void hand() {
        if (waiting != null) {
            sink.line(waiting);
            sum = Math.addExact(sum, waiting.amount());
            count++;
            waiting = null;
        }
    }

    private record Balance(LocalDate day, String currency, long minor) {}

    private Balance balance(String text) {
        var field = new Field60F(text);
        String in = said(field.getCurrency());
        if (!Currencies.isCode(in)) {
            throw wrong(place, "'" + FileText.shortened(text) + "' is not a balance such as C261119EUR1234,50");
        }
        currency = currency == null ? in : currency;
        return new Balance(
                day(field.getComponent2(), place), in, sign(field.getComponent1()) * amount(field.getAmount()));
    }

    private long amount(String text) {
        String said = said(text);
        if (said.indexOf(',') < 0 || said.indexOf('.') >= 0) {
            throw wrong(place, "'" + FileText.shortened(said) + "' is not an amount such as 1234,50");
        }
        try {
            return BankAmount.minor(said.replace(',', '.'), currency);
        } catch (IllegalArgumentException notAnAmount) {
            throw wrong(place, notAnAmount.getMessage());
        }
    }

    private int sign(String mark) {
        return switch (said(mark)) {
            case "C", "RD" -> 1;
            case "D", "RC" -> -1;
            default -> throw wrong(place, "'" + FileText.shortened(said(mark)) + "' is none of C, D, RC and RD");
        };
    }

    private LocalDate day(String text, long at) {
        try {
            return LocalDate.parse(said(text), DAY);
        } catch (DateTimeException notADay) {
            throw wrong(at, "'" + FileText.shortened(said(text)) + "' is not a day such as 261119");
        }
    }

    /** Month and day; of the year that brings it nearest to the day of value. */
    private LocalDate booked(String text, LocalDate valued) {
        if (said(text).isEmpty()) {
            return valued;
        }
        int month;
        int day;
        try {
            month = Integer.parseInt(text.substring(0, 2));
            day = Integer.parseInt(text.substring(2, 4));
            int year = valued.getYear()
                    + (month - valued.getMonthValue() > 6 ? -1 : valued.getMonthValue() - month > 6 ? 1 : 0);
            return LocalDate.of(year, month, day);
        } catch (DateTimeException | NumberFormatException | IndexOutOfBoundsException notADay) {
            throw wrong(place, "'" + FileText.shortened(text) + "' is not a day such as 1119");
        }
    }

    private static String said(String text) {
        return text == null ? "" : text.strip();
    }

    private static Rejection wrong(long at, String why) {
        return Rejection.invalid("file", "Line " + Math.max(1, at) + ", column 1: " + why);
    }
}
