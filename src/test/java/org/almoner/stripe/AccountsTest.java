package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.almoner.database.Sandbox;
import org.almoner.database.Transactions;
import org.almoner.demo.Oracle;
import org.almoner.demo.Scenario;
import org.almoner.demo.StripeEvent;
import org.almoner.demo.StripeStandIn;
import org.almoner.gift.GiftFilter;
import org.almoner.gift.GiftQueries;
import org.almoner.gift.GiftView;
import org.almoner.reconcile.ExceptionQueries;
import org.almoner.reconcile.ReconciliationQueries;
import org.junit.jupiter.api.Test;

/**
 * Goal: several Stripe accounts side by side keep out of each other's books and are never asked with each other's keys; one
 * whose mode is not that of the books leaves no trace in them. Method: whole months at two stand-ins, each of which lets in
 * its own key alone and remembers every stranger.
 */
class AccountsTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final LocalDate DATE =
            LocalDate.ofInstant(RandomMonth.END, ZONE).minusDays(1);
    private static final String MAIN = "sk_test_main";
    private static final String SHOP = "sk_test_shop";
    private static final org.almoner.reconcile.Inbox.Wanted OF_TRIAL =
            new org.almoner.reconcile.Inbox.Wanted(null, null, null, "trial");

    /** impress-org/givewp#6501: things fetched with another account's key. Here a third of the events must be fetched. */
    @Test
    void story12WrongAccountNothingIsEverAskedWithAnothersKey() throws Exception {
        List<Long> seeds = quietSeeds();
        Scenario main = RandomMonth.of(seeds.get(0));
        Scenario shop = RandomMonth.of(seeds.get(1));
        try (var atMain = new StripeStandIn(main, 0, MAIN);
                var atShop = new StripeStandIn(shop, 0, SHOP);
                var server = server(new TestAccounts()
                        .with("", atMain.base(), Optional.of(MAIN), "whsec_main")
                        .with("shop", atShop.base(), Optional.of(SHOP), "whsec_shop"))) {
            deliver(server, "", main, 3);
            deliver(server, "shop", shop, 3);
            server.close(DATE);

            assertThat(atMain.strangers()).isZero();
            assertThat(atShop.strangers()).isZero();
            assertThat(atMain.requests()).isPositive();
            assertThat(atShop.requests()).isPositive();
            Oracle mains = new Oracle(main.world(), ZONE);
            Oracle shops = new Oracle(shop.world(), ZONE);
            OracleBooks.assertGiftsKeptBy(server, server.transactions(), "", mains);
            OracleBooks.assertGiftsKeptBy(server, server.transactions(), "shop", shops);
            OracleBooks.assertClearedBy(server.transactions(), "", mains);
            OracleBooks.assertClearedBy(server.transactions(), "shop", shops);
            assertThat(closings(server)).isEqualTo(sum(mains, shops));
            assertThat(number(
                            server,
                            "select count(*) from settlement_exception where resolved_on is null"
                                    + " and kind <> 'UNSETTLED'"))
                    .isZero();
            assertThat(number(
                            server,
                            "select coalesce(sum(abs(balance)), 0) from ledger_balance where role = 'UNEXPLAINED'"))
                    .isZero();
            String before = OracleBooks.fingerprint(server);
            server.close(DATE);
            assertThat(OracleBooks.fingerprint(server)).isEqualTo(before);
        }
    }

    @Test
    void aSandboxLeavesNoTraceInTheBooks() throws Exception {
        Scenario main = RandomMonth.of(11);
        Scenario trial = RandomMonth.of(12);
        try (var atMain = new StripeStandIn(main, 0, "sk_standin");
                var atTrial = new StripeStandIn(trial, 0, "rk_test_trial");
                var alone =
                        server(new TestAccounts().with("", atMain.base(), Optional.of("sk_standin"), "whsec_main"));
                var beside = server(new TestAccounts()
                        .with("", atMain.base(), Optional.of("sk_standin"), "whsec_main")
                        .with("trial", atTrial.base(), Optional.of("rk_test_trial"), "whsec_trial"))) {
            assertThat(beside.accounts().all())
                    .extracting(StripeAccount::sandbox)
                    .containsExactly(false, true);
            deliver(alone, "", main, 5);
            deliver(beside, "", main, 5);
            deliver(beside, "trial", trial, 5);
            alone.close(DATE);
            beside.close(DATE);

            assertThat(everything(beside)).isEqualTo(everything(alone));
            Transactions books = new Sandbox(beside.transactions()).books();
            Oracle trials = new Oracle(trial.world(), ZONE);
            OracleBooks.assertGiftsKeptBy(beside, books, "trial", trials);
            OracleBooks.assertClearedBy(books, "trial", trials);
            assertThat(atTrial.strangers() + atMain.strangers()).isZero();
            // it can be looked at by who asks for it
            var live = new GiftQueries(beside.jdbi());
            var test = live.over(books).page(GiftFilter.ALL, null, 200).items();
            assertThat(test).isNotEmpty().extracting(GiftView::account).containsOnly("trial");
            assertThat(live.page(GiftFilter.ALL, null, 200).items())
                    .extracting(GiftView::account)
                    .containsOnly("");
            var inbox = new org.almoner.reconcile.Inbox(beside.jdbi(), null);
            assertThat(inbox.over(books).page(OF_TRIAL, null, 10).items()).hasSize(10);
            assertThat(inbox.page(OF_TRIAL, null, 10).items()).isEmpty();
            long gifts = books.inNew(handle -> handle.createQuery("select count(*) from gift")
                    .mapTo(Long.class)
                    .one());
            assertThat(gifts).isPositive();
            assertThat(new Sandbox(alone.transactions()).open()).isFalse();

            // another release: made anew from the events it had, and the close fetches the rest again
            beside.transactions().inNew(handle -> handle.execute("comment on schema sandbox is 'older'"));
            beside.accounts().prepare();
            assertThat((long) books.inNew(handle -> handle.createQuery("select count(*) from gift")
                            .mapTo(Long.class)
                            .one()))
                    .isZero();
            beside.close(DATE);
            OracleBooks.assertGiftsKeptBy(beside, books, "trial", trials);
            OracleBooks.assertClearedBy(books, "trial", trials);
            assertThat(everything(beside)).isEqualTo(everything(alone));
        }
    }

    private static SmallServer server(TestAccounts accounts) {
        return new SmallServer(accounts, RandomMonth.END, ZONE, () -> {});
    }

    /** Months in which nothing stays unexplained. */
    private static List<Long> quietSeeds() {
        return LongStream.range(300, 400)
                .filter(seed -> new Oracle(RandomMonth.of(seed).world(), ZONE)
                        .findings()
                        .isEmpty())
                .limit(2)
                .boxed()
                .toList();
    }

    /** All but every so many events arrive; the rest has to be fetched. */
    private static void deliver(SmallServer server, String account, Scenario story, int lost) throws Exception {
        List<StripeEvent> events = story.world().events();
        for (int i = 0; i < events.size(); i++) {
            if (i % lost > 0) {
                server.accept(account, events.get(i).body());
            }
        }
        server.drain();
    }

    private static Map<String, Long> closings(SmallServer server) {
        var books = new ReconciliationQueries(server.jdbi(), new ExceptionQueries(server.jdbi(), server.calendar()));
        Map<String, Long> closings = new TreeMap<>();
        books.of(YearMonth.from(DATE)).currencies().forEach(line -> closings.put(line.currency(), line.closing()));
        return closings;
    }

    private static Map<String, Long> sum(Oracle... oracles) {
        Map<String, Long> closings = new TreeMap<>();
        for (Oracle oracle : oracles) {
            oracle.lines(YearMonth.from(DATE))
                    .forEach(line ->
                            closings.merge(line.currency().toUpperCase(Locale.ROOT), line.closing(), Long::sum));
        }
        return closings;
    }

    /** Every row of every table of the live books, in a word for each table. */
    private static Map<String, String> everything(SmallServer server) {
        Map<String, String> words = new TreeMap<>();
        server.jdbi().useHandle(handle -> handle.createQuery("select c.relname from pg_class c where c.relkind = 'r'"
                        + " and c.relnamespace = 'public'::regnamespace and c.relname !~ '^flyway'")
                .mapTo(String.class)
                .list()
                .forEach(table -> words.put(
                        table,
                        handle.createQuery("select coalesce(md5(string_agg(row::text, e'\\n' order by row::text)), '')"
                                        // the one clock that is the database's own
                                        + " from (select to_jsonb(t) - 'posted_at' as row from public.\"" + table
                                        + "\" t) rows")
                                .mapTo(String.class)
                                .one())));
        return words;
    }

    private static long number(SmallServer server, String sql) {
        return server.jdbi()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
