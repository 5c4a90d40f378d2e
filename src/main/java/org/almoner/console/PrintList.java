package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.almoner.receipt.PrintQueue;

/** Receipts that go by post: what waits, the batches made of them, and what is done with one. */
@Named
@RequestScoped
public class PrintList {

    private static final String FORM = "print";

    private PrintQueue queue;
    private Deeds deeds;
    private Viewer viewer;
    private Formats formats;

    private Long id;
    private String most = String.valueOf(PrintQueue.MOST);
    private List<PrintQueue.Waiting> waiting;
    private Integer count;
    private PrintQueue.Batch batch;

    protected PrintList() {}

    @Inject
    PrintList(HttpServletRequest request, PrintQueue queue, Deeds deeds, Viewer viewer, Formats formats) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.number(request.getParameter("id"));
        this.queue = queue;
        this.deeds = deeds;
        this.viewer = viewer;
        this.formats = formats;
    }

    /** For the page of one batch. */
    public void load() {
        if (getBatch() == null) {
            Deeds.missing();
        }
    }

    /** Makes a batch of the next that wait. */
    public void make() {
        var made = new long[1];
        var number = Choice.number(most);
        if (deeds.attempt(
                isAllowed(),
                FORM,
                () -> made[0] = queue.make(
                        number == null || number > PrintQueue.MOST ? 0 : number.intValue(), viewer.getEmail()))) {
            deeds.done("print.made");
            deeds.goTo("print-batch?id=" + made[0]);
        }
    }

    /** Notes that the batch went to the post. */
    public void sent() {
        if (deeds.attempt(isAllowed(), null, () -> queue.sent(id, viewer.getEmail()))) {
            deeds.done("print.sent");
            deeds.goTo("print-batch?id=" + id);
        }
    }

    /** Takes the batch apart. */
    public void undo() {
        if (deeds.attempt(isAllowed(), null, () -> queue.undo(id, viewer.getEmail()))) {
            deeds.done("print.undone");
            deeds.goTo("print-queue");
        }
    }

    public boolean isAllowed() {
        return viewer.isFinance() || viewer.isFundraiser();
    }

    /** The next that wait, in the order in which they are printed. */
    public List<PrintQueue.Waiting> getWaiting() {
        if (waiting == null) {
            waiting = queue.waiting();
        }
        return waiting;
    }

    public int getCount() {
        if (count == null) {
            count = queue.count();
        }
        return count;
    }

    /** How many wait, as it is shown. */
    public String getShown() {
        return formats.number(getCount());
    }

    public List<PrintQueue.Batch> getBatches() {
        return queue.batches();
    }

    /** The batch asked for, or null. */
    public PrintQueue.Batch getBatch() {
        if (batch == null && id != null) {
            batch = queue.find(id).orElse(null);
        }
        return batch;
    }

    public String getMost() {
        return most;
    }

    public void setMost(String most) {
        this.most = most;
    }
}
