package org.almoner.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.almoner.donor.EmailKey;
import org.almoner.mail.Suppression.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Gets letters ready: has them written by the source of their kind, gives each its own envelope and, where its reader may
 * refuse more, the headers that say how. What cannot or need not be sent gets its answer here.
 */
@ApplicationScoped
public class Mailroom {

    private Map<String, LetterSource> sources;
    private Suppressions suppressions;
    private MailTags tags;
    private Mailbox from;
    private String base;

    protected Mailroom() {}

    @Inject
    Mailroom(
            Instance<LetterSource> sources,
            Suppressions suppressions,
            MailTags tags,
            @ConfigProperty(name = "almoner.mail.from", defaultValue = "almoner@localhost") String from,
            @ConfigProperty(name = "almoner.base.url") Optional<String> base) {
        this(sources.stream().toList(), suppressions, tags, Mailbox.parse(from), base.orElse(""));
    }

    /** @param base where people reach us, as {@code https://donations.example.org}; empty if nobody said */
    public Mailroom(
            Collection<LetterSource> sources, Suppressions suppressions, MailTags tags, Mailbox from, String base) {
        this.sources = sources.stream().collect(Collectors.toMap(LetterSource::kind, Function.identity()));
        this.suppressions = suppressions;
        this.tags = tags;
        this.from = from;
        this.base = base.replaceAll("/+$", "");
    }

    /** An entry with its letter, or with the answer why it has none. */
    record Prepared(Outbox.Entry entry, Letter letter, Delivery answer) {}

    /** The kinds of letters that somebody here writes. */
    Set<String> kinds() {
        return sources.keySet();
    }

    List<Prepared> prepare(List<Outbox.Entry> entries) {
        var suppressed =
                suppressions.among(entries.stream().map(Outbox.Entry::recipient).toList());
        var prepared = new ArrayList<Prepared>(entries.size());
        for (var entry : entries) {
            var source = sources.get(entry.kind());
            var stop = suppressed.get(EmailKey.of(entry.recipient()));
            if (stop != null && (stop.stream() == Stream.ALL || source.refusable())) {
                prepared.add(new Prepared(entry, null, Delivery.suppressed(said(stop))));
                continue;
            }
            try {
                prepared.add(new Prepared(entry, letter(source, entry), null));
            } catch (LetterSource.NotNeeded outdated) {
                prepared.add(new Prepared(entry, null, Delivery.dropped(outdated.getMessage())));
            } catch (IllegalArgumentException unwritable) {
                prepared.add(new Prepared(entry, null, Delivery.rejected(0, unwritable.getMessage())));
            }
        }
        return prepared;
    }

    /**
     * The letter of an entry as it would be sent.
     *
     * @throws LetterSource.NotNeeded when what it was to say is no longer true
     * @throws IllegalArgumentException when no letter can be written to that recipient
     */
    Letter letter(Outbox.Entry entry) {
        return letter(sources.get(entry.kind()), entry);
    }

    private Letter letter(LetterSource source, Outbox.Entry entry) {
        var headers = new ArrayList<Letter.Header>();
        headers.add(new Letter.Header(ReturnedMessage.TAG, tags.tag(entry.id())));
        if (source.refusable() && !base.isEmpty()) {
            headers.add(new Letter.Header(
                    "List-Unsubscribe", "<" + base + "/unsubscribe/" + tags.refusal(entry.id()) + ">"));
            // RFC 8058, section 3.1: one click is promised over https only
            if (base.startsWith("https:")) {
                headers.add(new Letter.Header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
            }
        }
        return source.write(entry, from).with(tags.sender(entry.id()), headers);
    }

    private static String said(Suppression stop) {
        return "not sent: the address is suppressed (" + stop.reason() + ")"
                + (stop.detail() == null ? "" : ": " + stop.detail());
    }
}
