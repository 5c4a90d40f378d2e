package org.almoner.stripe;

import com.stripe.Stripe;
import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.almoner.database.Sandbox;
import org.almoner.database.Transactions;
import org.almoner.stripe.StripeApi.Patience;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.config.Config;
import org.jdbi.v3.core.Jdbi;

/** All Stripe accounts of ours, the one without a name first, whether or not it is set. */
@ApplicationScoped
public class StripeAccounts {

    @Resource
    ManagedExecutorService executor;

    private List<StripeAccount> all;
    private List<Drain> drains;
    private SignatureCheck signatures;
    private Sandbox sandbox;

    protected StripeAccounts() {}

    @Inject
    StripeAccounts(Config config, Jdbi jdbi, Transactions transactions, Sandbox sandbox, Calendar calendar) {
        this.sandbox = sandbox;
        // the container's threads are there when the first work is to be done, and not yet now
        Executor threads = task -> executor.execute(task);
        begin(
                AccountSettings.read(config),
                config.getOptionalValue("almoner.stripe.api.base", String.class).orElse(Stripe.LIVE_API_BASE),
                Patience.USUAL,
                new StripeAccount.Parts(jdbi, transactions, sandbox, calendar, threads));
    }

    /** For tests: the same without a container, with another address for each account. */
    StripeAccounts(
            List<AccountSettings> settings, Map<String, String> bases, Patience patience, StripeAccount.Parts parts) {
        this.sandbox = parts.sandbox();
        begin(settings, bases, patience, parts);
    }

    private void begin(List<AccountSettings> settings, String base, Patience patience, StripeAccount.Parts parts) {
        Map<String, String> bases = new LinkedHashMap<>();
        settings.forEach(each -> bases.put(each.name(), base));
        begin(settings, bases, patience, parts);
    }

    private void begin(
            List<AccountSettings> settings, Map<String, String> bases, Patience patience, StripeAccount.Parts parts) {
        AccountSettings unnamed = settings.get(0);
        List<StripeAccount> made = new ArrayList<>();
        Map<String, List<String>> secrets = new LinkedHashMap<>();
        for (AccountSettings each : settings) {
            StripeApi api = new StripeApi(each.name(), bases.get(each.name()), each.key(), patience);
            made.add(new StripeAccount(each, each.isSandboxBeside(unnamed), api, parts));
            secrets.put(each.name(), each.secrets());
        }
        all = List.copyOf(made);
        signatures = new SignatureCheck(secrets);
        // one for each set of books
        drains = Stream.concat(
                        Stream.of(unnamed()),
                        all.stream().filter(StripeAccount::sandbox).limit(1))
                .map(StripeAccount::drain)
                .toList();
    }

    /** Before anything can arrive. */
    void start(
            @Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) @Initialized(ApplicationScoped.class)
                    Object application) {
        prepare();
    }

    void prepare() {
        sandbox.prepare(all.stream().anyMatch(StripeAccount::sandbox));
    }

    /** Every account, the one without a name first. */
    public List<StripeAccount> all() {
        return all;
    }

    StripeAccount unnamed() {
        return all.get(0);
    }

    Optional<StripeAccount> named(String name) {
        return all.stream().filter(account -> account.name().equals(name)).findFirst();
    }

    /** The account that a page of a list came from. */
    public StripeAccount of(Sweep.Page page) {
        String name = page.next().account();
        return named(name == null ? "" : name).orElseThrow();
    }

    /** The account with this name, if there is a key to ask it with. */
    Optional<StripeApi> api(String name) {
        return named(name).map(StripeAccount::api).filter(StripeApi::configured);
    }

    /** Works off a batch of each inbox; gives how many events were dealt with. */
    public int drain() {
        int dealtWith = 0;
        for (Drain each : drains) {
            dealtWith += each.batch();
        }
        return dealtWith;
    }

    /** How many events wait to be worked off, due now or later. */
    public long waiting() {
        return drains.stream().mapToLong(Drain::waiting).sum();
    }

    boolean hasSecrets() {
        return signatures.hasSecrets();
    }

    SignatureCheck signatures() {
        return signatures;
    }

    /** The account with one of whose secrets this was signed. */
    Optional<StripeAccount> signer(String header, byte[] body, Instant now) {
        return signatures.signer(header, body, now).flatMap(this::named);
    }
}
