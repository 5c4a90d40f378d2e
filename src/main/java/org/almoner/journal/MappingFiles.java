package org.almoner.journal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.almoner.database.Page;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * The chart and the rules as small CSV files, out and in. A file is taken in whole or not at all; what stands there already
 * in the same words is left alone, so that the same file twice changes nothing.
 */
@ApplicationScoped
public class MappingFiles {

    public static final int MOST_BYTES = 1_000_000;
    private static final int MOST_ROWS = 5_000;
    private static final String[] CHART = {"entity", "code", "name", "type", "active"};
    private static final String[] RULES = {
        "entity", "role", "fund", "channel", "restriction", "currency", "account", "department", "project", "from", "to"
    };

    private Transactions transactions;
    private ChartAccounts chart;
    private MappingRules rules;
    private MappingQueries list;

    protected MappingFiles() {}

    @Inject
    public MappingFiles(Transactions transactions, ChartAccounts chart, MappingRules rules, MappingQueries list) {
        this.transactions = transactions;
        this.chart = chart;
        this.rules = rules;
        this.list = list;
    }

    /** @throws IOException when {@code out} does not take it */
    public void writeChart(OutputStream out) throws IOException {
        var csv = printer(out, CHART);
        String after = null;
        do {
            var page = chart.page(null, after, Page.MAX_LIMIT);
            for (var account : page.items()) {
                csv.printRecord(
                        account.entity(),
                        account.code(),
                        ExportText.human(account.values().name()),
                        account.values().type(),
                        account.values().active());
            }
            after = page.next();
        } while (after != null);
        csv.flush();
    }

    /**
     * The rules that were not taken back before they held.
     *
     * @throws IOException when {@code out} does not take it
     */
    public void writeRules(OutputStream out) throws IOException {
        var csv = printer(out, RULES);
        String after = null;
        do {
            var page = list.page(MappingQueries.Wanted.ALL, after, Page.MAX_LIMIT);
            for (var rule : page.items()) {
                if (!rule.voided()) {
                    var said = rule.values();
                    csv.printRecord(
                            said.entity(),
                            said.role(),
                            said.fund(),
                            said.channel(),
                            said.restriction(),
                            said.currency(),
                            said.account(),
                            ExportText.human(said.department()),
                            ExportText.human(said.project()),
                            rule.from(),
                            rule.to());
                }
            }
            after = page.next();
        } while (after != null);
        csv.flush();
    }

    /**
     * Takes a chart in: new accounts are made, others changed.
     *
     * @return how many rows changed something
     * @throws Rejection with line and column if anything does not hold
     */
    public int readChart(InputStream sent, String actor) throws IOException {
        var rows = rows(sent, CHART);
        return transactions.inNew(handle -> {
            int changed = 0;
            for (var row : rows) {
                var draft = new ChartAccount.Draft(
                        plain(row, "name"), one(row, "type", AccountType::valueOf), flag(row, "active"));
                var known = chart.find(row.get("entity"), row.get("code"));
                if (known.isPresent() && known.get().values().equals(draft)) {
                    continue;
                }
                at(row, () -> {
                    if (known.isEmpty()) {
                        chart.add(
                                handle,
                                Entities.id(handle, row.get("entity")),
                                row.get("entity"),
                                row.get("code"),
                                draft,
                                actor);
                    } else {
                        chart.change(handle, known.get(), draft, actor);
                    }
                });
                changed++;
            }
            return changed;
        });
    }

    /**
     * Takes rules in.
     *
     * @return how many are new
     * @throws Rejection with line and column if anything does not hold
     */
    public int readRules(InputStream sent, String actor) throws IOException {
        var rows = rows(sent, RULES);
        return transactions.inNew(handle -> {
            var wanted = new ArrayList<MappingRules.Wanted>();
            for (var row : rows) {
                var draft = new MappingRule.Draft(
                        text(row, "entity"),
                        text(row, "role"),
                        text(row, "fund"),
                        text(row, "channel"),
                        one(row, "restriction", MappingRule.Restriction::valueOf),
                        text(row, "currency"),
                        text(row, "account"),
                        plain(row, "department"),
                        plain(row, "project"));
                var from = one(row, "from", YearMonth::parse);
                var to = one(row, "to", YearMonth::parse);
                boolean known = list
                        .slice(new MappingQueries.Wanted(from, draft.role(), draft.account()), 0, Page.COUNT_CAP)
                        .stream()
                        .anyMatch(rule -> rule.values().equals(draft)
                                && rule.from().equals(from)
                                && Objects.equals(rule.to(), to));
                if (!known) {
                    at(row, () -> rules.check(handle, draft, from, to));
                    wanted.add(new MappingRules.Wanted(draft, from, to));
                }
            }
            rules.addAll(handle, wanted, actor);
            return wanted.size();
        });
    }

    private static CSVPrinter printer(OutputStream out, String... columns) throws IOException {
        return new CSVPrinter(
                new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)),
                CSVFormat.RFC4180.builder().setHeader(columns).get());
    }

    private static List<CSVRecord> rows(InputStream sent, String... columns) throws IOException {
        byte[] bytes = sent.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw Rejection.invalid("file", "send at most " + MOST_BYTES + " bytes");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw Rejection.invalid("file", "save the file as CSV in UTF-8");
        }
        text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try (var parser = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .setIgnoreEmptyLines(true)
                .setTrim(true)
                .get()
                .parse(new StringReader(text))) {
            var missing = missing(parser, columns);
            if (!missing.isEmpty()) {
                throw Rejection.invalid("file", "line 1: the columns " + missing + " are missing, separated by commas");
            }
            var rows = new ArrayList<CSVRecord>();
            for (var row : parser) {
                if (!row.isConsistent()) {
                    throw Rejection.invalid(
                            "file",
                            "line " + parser.getCurrentLineNumber() + ": " + row.size() + " columns, not "
                                    + parser.getHeaderNames().size());
                }
                rows.add(row);
                if (rows.size() > MOST_ROWS) {
                    throw Rejection.invalid("file", "send at most " + MOST_ROWS + " rows at a time");
                }
            }
            return rows;
        } catch (IllegalArgumentException | UncheckedIOException notCsv) {
            throw Rejection.invalid("file", "this is no CSV file: " + notCsv.getMessage());
        }
    }

    private static List<String> missing(CSVParser parser, String... columns) {
        var there = Set.copyOf(parser.getHeaderNames());
        return List.of(columns).stream()
                .filter(column -> !there.contains(column))
                .toList();
    }

    private static String text(CSVRecord row, String column) {
        var text = row.get(column);
        return text.isBlank() ? null : text.strip();
    }

    /** A text that was kept from being a formula. */
    private static String plain(CSVRecord row, String column) {
        var text = row.get(column);
        return text.matches("(?s)'[=+@-].*") ? text.substring(1) : text;
    }

    private static boolean flag(CSVRecord row, String column) {
        return one(row, column, text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException(text);
                })
                != Boolean.FALSE;
    }

    private static <T> T one(CSVRecord row, String column, Function<String, T> reader) {
        var text = text(row, column);
        try {
            return text == null ? null : reader.apply(text);
        } catch (IllegalArgumentException | DateTimeException notThat) {
            throw Rejection.invalid(
                    "file", "line " + (row.getRecordNumber() + 1) + ", " + column + ": '" + text + "' is none");
        }
    }

    private static void at(CSVRecord row, Runnable deed) {
        try {
            deed.run();
        } catch (Rejection rejection) {
            throw new Rejection(
                    rejection.reason(),
                    rejection.faults().stream()
                            .map(fault -> new Rejection.Fault(
                                    "file",
                                    "line " + (row.getRecordNumber() + 1) + ", " + fault.field() + ": "
                                            + fault.message()))
                            .toList());
        }
    }
}
