package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import org.almoner.receipt.ReceiptWishes;

/** When a donor wants receipts. */
@Named
@RequestScoped
public class WishForm {

    private ReceiptWishes wishes;
    private Deeds deeds;
    private Viewer viewer;

    private Long donor;
    private String wish;

    protected WishForm() {}

    @Inject
    WishForm(HttpServletRequest request, ReceiptWishes wishes, Deeds deeds, Viewer viewer) {
        this.donor = Choice.number(request.getParameter("id"));
        this.wishes = wishes;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    public void save() {
        if (deeds.attempt(
                viewer.isFundraiser() || viewer.isFinance(),
                "wish",
                () -> wishes.note(donor, Choice.of(ReceiptWishes.Wish.class, wish), viewer.getEmail()))) {
            deeds.done("wish.saved");
            deeds.goTo("donor?id=" + donor);
        }
    }

    public ReceiptWishes.Wish[] getWishes() {
        return ReceiptWishes.Wish.values();
    }

    public String getWish() {
        if (wish == null && donor != null) {
            wish = wishes.of(donor).name();
        }
        return wish;
    }

    public void setWish(String wish) {
        this.wish = wish;
    }
}
