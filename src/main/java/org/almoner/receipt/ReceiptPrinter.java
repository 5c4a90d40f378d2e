package org.almoner.receipt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.almoner.document.Fonts;
import org.almoner.document.Printable;

/**
 * Prints a receipt: one A4 page, for a year with the gifts on pages behind it, tagged PDF/A-2a and PDF/UA-1, as its
 * regime wants it. The same document gives the same bytes. Safe to share between threads.
 */
public final class ReceiptPrinter {

    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    /**
     * The code points on this receipt that no font can draw: letters among them are printed as replacement signs, pictographs
     * are left out. Empty for nearly every receipt; whoever issues should show the others to staff.
     */
    public int[] unprintable(ReceiptDocument receipt) {
        var issuer = receipt.issuer();
        var standing = issuer.standing();
        var gift = receipt.gift();
        return Stream.of(
                        List.of(
                                issuer.legalName(),
                                receipt.number(),
                                receipt.donor().name()),
                        issuer.addressLines(),
                        receipt.donor().addressLines(),
                        Stream.of(
                                        issuer.registrationNumber(),
                                        issuer.statement(),
                                        gift.fund(),
                                        gift.campaign(),
                                        gift.benefit() == null
                                                ? ""
                                                : gift.benefit().description(),
                                        gift.nature() == null
                                                ? ""
                                                : gift.nature().printed(),
                                        standing.taxNumber(),
                                        standing.taxOffice(),
                                        standing.purpose(),
                                        standing.place(),
                                        standing.signatory(),
                                        standing.signatoryRole())
                                .map(Printable::of)
                                .toList())
                .flatMap(List::stream)
                .flatMapToInt(text -> Arrays.stream(Fonts.unprintable(text)))
                .distinct()
                .toArray();
    }

    /** The page as PDF, without an address to check it. */
    public byte[] print(ReceiptDocument receipt) {
        return print(receipt, null);
    }

    /**
     * The page as PDF.
     *
     * @param check address at which anybody can check it, printed as text and as a QR code where the regime's form leaves
     *     room for it; null for none
     */
    public byte[] print(ReceiptDocument receipt, String check) {
        Sheet sheet =
                switch (receipt.regime()) {
                    case PLAIN -> new PlainPage(receipt, receipt.collected() == null ? "receipt" : "statement");
                    case US -> new AmericanPage(receipt);
                    case GB -> new BritishPage(receipt);
                    case CA -> new CanadianPage(receipt);
                    case DE -> new GermanPage(receipt);
                    case FR -> new FrenchPage(receipt);
                };
        sheet.check = check;
        return sheet.print();
    }

    /**
     * Prints in order, on as many threads as there are cores.
     *
     * @param check address at which anybody can check the receipt of a number, or null
     */
    List<CompletableFuture<byte[]>> print(
            List<ReceiptDocument> receipts, UnaryOperator<String> check, Executor threads) {
        List<CompletableFuture<byte[]>> pages = new ArrayList<>();
        receipts.forEach(receipt -> pages.add(new CompletableFuture<>()));
        var next = new AtomicInteger();
        Runnable printing = () -> {
            for (int i = next.getAndIncrement(); i < pages.size(); i = next.getAndIncrement()) {
                try {
                    ReceiptDocument receipt = receipts.get(i);
                    pages.get(i).complete(print(receipt, check.apply(receipt.number())));
                } catch (Throwable notPrinted) {
                    pages.get(i).completeExceptionally(notPrinted);
                }
            }
        };
        for (int thread = 0; thread < Math.min(THREADS, pages.size()); thread++) {
            threads.execute(printing);
        }
        return pages;
    }
}
