package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.almoner.money.Money;
import org.almoner.receipt.ReceiptSeries;
import org.almoner.receipt.ReceiptSeriesQueries;
import org.almoner.receipt.ReceiptTasks;

/** What about receipts waits for people, and the register that accounts for every number. */
@Named
@RequestScoped
public class ReceiptTaskList {

    private ReceiptTasks tasks;
    private ReceiptSeriesQueries seriesQueries;
    private Formats formats;

    private List<ReceiptTasks.Wrong> wrong;
    private List<ReceiptTasks.Waiting> waiting;
    private List<ReceiptSeries> series;
    private Integer count;

    protected ReceiptTaskList() {}

    @Inject
    ReceiptTaskList(ReceiptTasks tasks, ReceiptSeriesQueries seriesQueries, Formats formats) {
        this.tasks = tasks;
        this.seriesQueries = seriesQueries;
        this.formats = formats;
    }

    /** Receipts to correct, the oldest first. */
    public List<ReceiptTasks.Wrong> getWrong() {
        if (wrong == null) {
            wrong = tasks.wrong();
        }
        return wrong;
    }

    /** Gifts that cannot get the right receipt yet. */
    public List<ReceiptTasks.Waiting> getWaiting() {
        if (waiting == null) {
            waiting = tasks.waiting();
        }
        return waiting;
    }

    /** All series, the newest year first. */
    public List<ReceiptSeries> getSeries() {
        if (series == null) {
            series = seriesQueries.all(null);
        }
        return series;
    }

    /** What stands on the numbers of a series that are in a state, an amount for each currency. */
    public List<Money> amounts(ReceiptSeries one, String state) {
        return one.in(state).minor().entrySet().stream()
                .map(sum -> new Money(sum.getValue(), sum.getKey()))
                .toList();
    }

    /** How many things wait, up to the cap. */
    public int getCount() {
        if (count == null) {
            count = tasks.count();
        }
        return count;
    }

    /** The same as it is shown. */
    public String getShown() {
        return formats.number(getCount());
    }
}
