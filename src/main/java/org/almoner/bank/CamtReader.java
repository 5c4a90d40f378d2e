package org.almoner.bank;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.almoner.database.Rejection;

/**
 * Reads camt.053 of any version (ISO 20022, BankToCustomerStatement), element by element; what is kept at a time is one
 * entry. Only booked entries are taken. No document type is let in, so that there are no entities to expand or to fetch.
 */
final class CamtReader {

    private static final int DEEPEST = 64;
    private static final int LONGEST = 10_000;
    private static final int LONGEST_TEXT = 4_000;
    /** Their words are kept together as the line's text; ids of payouts come in any of them. */
    private static final Set<String> TEXTS =
            Set.of("Ustrd", "AddtlNtryInf", "AddtlTxInf", "Ref", "AddtlRmtInf", "MsgId", "InstrId", "TxId", "PmtInfId");

    private final Path file;
    private final StatementSink sink;
    private final Deque<String> path = new ArrayDeque<>();
    private XMLStreamReader xml;
    private CamtStatement statement;
    private Entry entry;
    private boolean document;

    CamtReader(Path file, StatementSink sink) {
        this.file = file;
        this.sink = sink;
    }

    /** @throws Rejection if anything in it does not hold, with line and column */
    void read() throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 65_536)) {
            xml = factory().createXMLStreamReader(in);
            while (xml.hasNext()) {
                event(xml.next());
            }
            if (!document) {
                throw wrong("there is no camt.053 statement in it; take the bank's statement file (camt.053)");
            }
        } catch (XMLStreamException broken) {
            boolean placed =
                    broken.getLocation() != null && broken.getLocation().getLineNumber() > 0;
            var at = placed || xml == null ? broken.getLocation() : xml.getLocation();
            throw at(
                    at == null ? 1 : at.getLineNumber(),
                    at == null ? 1 : at.getColumnNumber(),
                    "the XML is broken here: it was cut off, changed, or is in another encoding than it says; take it"
                            + " from the bank again");
        }
    }

    /** The JDK's own, whatever else is on the class path: its limits are known. */
    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> InputStream.nullInputStream());
        factory.setXMLReporter((message, kind, about, location) -> {});
        return factory;
    }

    private void event(int event) throws XMLStreamException {
        switch (event) {
            case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                throw wrong("the file has a document type or entities, which no bank's statement has; it is not read");
            case XMLStreamConstants.START_ELEMENT -> begin(xml.getLocalName());
            case XMLStreamConstants.END_ELEMENT -> end(xml.getLocalName());
            default -> {}
        }
    }

    private void begin(String name) throws XMLStreamException {
        if (path.size() >= DEEPEST) {
            throw wrong("elements lie in one another more than " + DEEPEST + " deep; this is no bank's statement");
        }
        if (path.isEmpty() && !name.equals("Document")) {
            throw wrong("the file begins with <" + FileText.shortened(name) + ">; a camt.053 begins with <Document>");
        }
        if (path.size() == 1) {
            requireStatement(name);
        }
        path.push(name);
        if (name.equals("Stmt") && path.size() == 3) {
            statement = new CamtStatement(line());
        } else if (name.equals("Ntry") && statement != null && entry == null) {
            beginLines();
            entry = new Entry(line());
        } else if (statement != null && entry == null) {
            head(name);
        } else if (entry != null) {
            inEntry(name);
        }
    }

    private void requireStatement(String name) {
        if (!name.equals("BkToCstmrStmt")) {
            String what = name.equals("BkToCstmrAcctRpt")
                    ? "a camt.052, a report during the day"
                    : name.equals("BkToCstmrDbtCdtNtfctn") ? "a camt.054, a notification" : "not a statement";
            throw wrong("this is " + what + "; take the bank's statement file (camt.053)");
        }
        document = true;
    }

    private void end(String name) {
        path.pop();
        if (name.equals("Ntry") && entry != null) {
            finishEntry();
        } else if (name.equals("Stmt") && statement != null) {
            beginLines();
            statement.end(sink, line());
            statement = null;
        }
    }

    private void head(String name) throws XMLStreamException {
        String parent = above();
        switch (parent + "/" + name) {
            case "Stmt/Id" -> statement.id = text();
            case "Stmt/ElctrncSeqNb" -> statement.number = text();
            case "Stmt/LglSeqNb" -> statement.number = statement.number == null ? text() : statement.number;
            case "StmtPgntn/PgNb" -> statement.page = text();
            case "Id/IBAN", "Othr/Id" -> {
                if (isUnder("Acct") && statement.account == null) {
                    statement.account = text();
                }
            }
            case "Acct/Ccy" -> statement.currency = text();
            case "FrToDt/FrDtTm", "FrToDt/FrDt" -> statement.since = day();
            case "FrToDt/ToDtTm", "FrToDt/ToDt" -> statement.to(text(), this::wrong);
            case "Stmt/Bal" -> statement.beginBalance();
            case "CdOrPrtry/Cd" -> statement.balanceCode = text();
            case "Bal/Amt" -> {
                statement.balanceCurrency = xml.getAttributeValue(null, "Ccy");
                statement.balanceAmount = text();
            }
            case "Bal/CdtDbtInd" -> statement.balanceSign = sign();
            case "Dt/Dt", "Dt/DtTm" -> {
                if (isUnder("Bal")) {
                    statement.balanceDay = day();
                    statement.keepBalance(this::wrong);
                }
            }
            default -> {}
        }
    }

    /** Who the account is, and in what, stands before the entries; asked once. */
    private void beginLines() {
        if (!statement.begun) {
            if (statement.account == null) {
                throw wrong("the statement does not say whose account it is about (Acct/Id)");
            }
            statement.currency = sink.begin(statement.account, statement.currency(), statement.place);
            statement.begun = true;
        }
    }

    private void inEntry(String name) throws XMLStreamException {
        String parent = above();
        switch (parent + "/" + name) {
            case "Ntry/Amt" -> {
                String currency = xml.getAttributeValue(null, "Ccy");
                if (!statement.currency.equals(currency)) {
                    throw wrong("an entry in " + FileText.shortened(String.valueOf(currency)) + " of an account in "
                            + statement.currency + "; take the file from the bank again");
                }
                entry.amount = minor(text());
            }
            case "Ntry/CdtDbtInd" -> entry.sign = sign();
            case "Ntry/Sts" -> entry.status(xml.hasNext() ? statusOf() : "");
            case "BookgDt/Dt", "BookgDt/DtTm" -> entry.booked = day();
            case "ValDt/Dt", "ValDt/DtTm" -> entry.valued = day();
            case "Ntry/AcctSvcrRef" -> entry.reference = text();
            case "Refs/EndToEndId" -> entry.sender(text());
            case "Dbtr/Nm", "Cdtr/Nm", "Pty/Nm" -> {
                if (isUnder("RltdPties")) {
                    entry.party(text(), path.contains("Dbtr"));
                }
            }
            default -> {
                if (TEXTS.contains(name) && (!name.equals("Ref") || parent.equals("CdtrRefInf"))) {
                    entry.words(text());
                }
            }
        }
    }

    /** Text before version 8, then an element Cd in it. */
    private String statusOf() throws XMLStreamException {
        var text = new StringBuilder();
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.CHARACTERS && text.length() < 20) {
                text.append(xml.getText());
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && xml.getLocalName().equals("Sts")) {
                path.pop();
                break;
            }
        }
        return text.toString().strip();
    }

    private void finishEntry() {
        if (entry.amount == null || entry.sign == 0) {
            throw at(entry.place, 1, "the entry that begins here has no amount or no direction (Amt, CdtDbtInd)");
        }
        if (entry.booked()) {
            LocalDate booked = entry.booked == null ? entry.valued : entry.booked;
            if (booked == null) {
                throw at(entry.place, 1, "the entry that begins here has no booking date (BookgDt)");
            }
            sink.line(new StatementSink.Line(
                    entry.place,
                    booked,
                    entry.valued,
                    entry.sign * entry.amount,
                    entry.reference,
                    entry.sender,
                    entry.counterparty(),
                    entry.text.toString()));
            statement.add(entry.sign * entry.amount);
        }
        entry = null;
    }

    /** The text of the element that has just begun; its end is read with it. */
    private String text() throws XMLStreamException {
        var text = new StringBuilder();
        while (true) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                path.pop();
                return text.toString().strip();
            }
            if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
                if (text.length() > LONGEST) {
                    throw wrong("a text has more than " + LONGEST + " characters; this is no bank's statement");
                }
            } else if (event != XMLStreamConstants.COMMENT && event != XMLStreamConstants.PROCESSING_INSTRUCTION) {
                throw wrong("something stands within <" + path.peek() + "> that does not belong there");
            }
        }
    }

    private LocalDate day() throws XMLStreamException {
        String text = text();
        try {
            return LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text);
        } catch (DateTimeException notADay) {
            throw wrong("'" + FileText.shortened(text) + "' is not a day such as 2026-11-19");
        }
    }

    private int sign() throws XMLStreamException {
        String text = text();
        return switch (text) {
            case "CRDT" -> 1;
            case "DBIT" -> -1;
            default -> throw wrong("'" + FileText.shortened(text) + "' is neither CRDT nor DBIT");
        };
    }

    private long minor(String text) {
        try {
            return BankAmount.minor(text, statement.currency);
        } catch (IllegalArgumentException notAnAmount) {
            throw wrong(notAnAmount.getMessage());
        }
    }

    private boolean isUnder(String name) {
        return path.contains(name);
    }

    /** What the element that has just begun lies in. */
    private String above() {
        var names = path.iterator();
        names.next();
        return names.hasNext() ? names.next() : "";
    }

    private long line() {
        return xml.getLocation().getLineNumber();
    }

    private Rejection wrong(String why) {
        return at(xml.getLocation().getLineNumber(), xml.getLocation().getColumnNumber(), why);
    }

    private static Rejection at(long line, long column, String why) {
        return Rejection.invalid("file", "Line " + Math.max(1, line) + ", column " + Math.max(1, column) + ": " + why);
    }

    /** An entry as far as it has been read. */
    private static final class Entry {

        private final long place;
        private final StringBuilder text = new StringBuilder();
        private Long amount;
        private int sign;
        private LocalDate booked;
        private LocalDate valued;
        private String status = "BOOK";
        private String reference = "";
        private String sender = "";
        private String debtor = "";
        private String creditor = "";

        Entry(long place) {
            this.place = place;
        }

        void status(String word) {
            status = word;
        }

        boolean booked() {
            return status.isEmpty() || status.equals("BOOK");
        }

        void sender(String reference) {
            if (!reference.equals("NOTPROVIDED") && !reference.equals(sender)) {
                if (sender.isEmpty()) {
                    sender = reference;
                } else {
                    words(reference);
                }
            }
        }

        void party(String name, boolean isDebtor) {
            if (isDebtor) {
                debtor = name;
            } else {
                creditor = name;
            }
        }

        void words(String more) {
            if (!more.isEmpty() && text.length() + more.length() < LONGEST_TEXT && text.indexOf(more) < 0) {
                text.append(text.isEmpty() ? "" : " ").append(more);
            }
        }

        /** The other side of it. */
        String counterparty() {
            return sign > 0 ? debtor : creditor;
        }
    }
}
