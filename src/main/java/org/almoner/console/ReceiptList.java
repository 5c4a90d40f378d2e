package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.receipt.ReceiptQueries;
import org.almoner.receipt.ReceiptView;

/** Every receipt number ever used, the newest first. */
@Named
@RequestScoped
public class ReceiptList {

    private static final List<String> STATES = List.of("ISSUED", "VOID", "REPLACED");

    private ReceiptQueries receipts;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<ReceiptView> rows;

    protected ReceiptList() {}

    @Inject
    ReceiptList(ReceiptQueries receipts, Words words, Formats formats) {
        this.receipts = receipts;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        var status = Choice.text(asked.get("status"));
        var wanted = new ReceiptQueries.Wanted(
                null,
                status != null && STATES.contains(status) ? status : null,
                Choice.of(ReceiptView.Delivery.class, asked.get("delivery")),
                null,
                null,
                Choice.text(asked.get("q")));
        paging = new Paging(asked);
        rows = receipts.slice(wanted, paging.offset(), Paging.SIZE);
        paging.found(rows.size(), receipts.count(wanted), words, formats);
    }

    public List<ReceiptView> getRows() {
        return rows;
    }

    public Paging getPaging() {
        return paging;
    }

    public ReceiptView.Delivery[] getDeliveries() {
        return ReceiptView.Delivery.values();
    }

    public List<String> getStates() {
        return STATES;
    }

    /** What the address asks for: {@code q}, {@code delivery}, {@code status}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
