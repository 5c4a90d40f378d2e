package org.almoner.stripe;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.almoner.reconcile.Checks.Outcome;
import org.almoner.reconcile.EndpointFindings.Finding;
import org.almoner.reconcile.StripeEndpoint.Change;
import org.almoner.reconcile.StripeEndpoint.Plan;
import org.almoner.reconcile.StripeEndpoint.Requirement;
import org.almoner.reconcile.StripeEndpoint.Step;

/**
 * Stripe's webhook endpoints against what they must be. Of several at our address the best is ours: enabled, of our
 * version, lacking least. Endpoints at other addresses are other people's and are left alone, except one that Almoner
 * made, when there is none at our address: then the address has changed.
 */
final class EndpointReview {

    private static final int TYPES_NAMED = 60;

    private final String url;
    private final String version;
    private final List<String> needed;
    private final List<Endpoint> here;
    private final Endpoint best;
    private final Optional<Endpoint> moved;
    private final List<String> lacking;
    private final List<Endpoint> twice;

    EndpointReview(List<Endpoint> all, String url, String version, List<String> needed) {
        this.url = url;
        this.version = version;
        this.needed = needed;
        here = all.stream()
                .filter(endpoint -> endpoint.isAt(url))
                .sorted(Comparator.comparing((Endpoint endpoint) -> !endpoint.enabled())
                        .thenComparing(endpoint -> !endpoint.speaks(version))
                        .thenComparing(endpoint -> endpoint.lacks(needed).size())
                        .thenComparing(Endpoint::id))
                .toList();
        moved = here.isEmpty() ? all.stream().filter(Endpoint::ours).findFirst() : Optional.empty();
        best = here.isEmpty() ? null : here.get(0);
        lacking = best == null ? needed : best.lacks(needed);
        twice = here.stream()
                .skip(1)
                .filter(other -> other.enabled() && best.enabled() && other.sharesTypesWith(best))
                .toList();
    }

    List<Finding> findings(Instant now) {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding(Requirement.READABLE, Outcome.HOLDS, "", now));
        if (best == null) {
            String elsewhere = moved.map(
                            endpoint -> "; Almoner's own endpoint " + endpoint.id() + " sends to " + endpoint.url())
                    .orElse("");
            findings.add(
                    new Finding(Requirement.PRESENT, Outcome.BROKEN, "No endpoint sends to " + url + elsewhere, now));
            for (Requirement rest :
                    List.of(Requirement.ENABLED, Requirement.VERSION, Requirement.EVENTS, Requirement.ONCE)) {
                findings.add(new Finding(rest, Outcome.OPEN, "", now));
            }
            return findings;
        }
        findings.add(new Finding(Requirement.PRESENT, Outcome.HOLDS, best.id() + " sends to " + best.url(), now));
        findings.add(
                finding(Requirement.ENABLED, best.enabled(), best.enabled() ? "" : best.id() + " is disabled", now));
        findings.add(finding(Requirement.VERSION, best.speaks(version), versionWords(), now));
        findings.add(finding(Requirement.EVENTS, lacking.isEmpty(), lackingWords(), now));
        findings.add(finding(
                Requirement.ONCE,
                twice.isEmpty(),
                twice.isEmpty()
                        ? ""
                        : twice.stream().map(Endpoint::id).collect(Collectors.joining(", ")) + " also send to " + url,
                now));
        return findings;
    }

    private static Finding finding(Requirement requirement, boolean holds, String detail, Instant now) {
        return new Finding(requirement, holds ? Outcome.HOLDS : Outcome.BROKEN, detail, now);
    }

    private String versionWords() {
        return best.version() == null
                ? "It follows the account's default version; it must be " + version
                : best.speaks(version) ? best.version() : best.version() + "; it must be " + version;
    }

    private String lackingWords() {
        if (lacking.isEmpty()) {
            return "";
        }
        String more = lacking.size() > TYPES_NAMED ? " and " + (lacking.size() - TYPES_NAMED) + " more" : "";
        return "It does not send " + lacking.stream().limit(TYPES_NAMED).collect(Collectors.joining(", ")) + more;
    }

    /** What puts everything right; nothing when all holds. */
    Plan plan() {
        List<Change> changes = new ArrayList<>();
        if (best == null && moved.isPresent() && moved.get().speaks(version)) {
            improve(moved.get(), moved.get().lacks(needed), changes);
        } else if (best != null && best.speaks(version)) {
            improve(best, lacking, changes);
            twice.forEach(other -> changes.add(disable(other)));
        } else {
            // Stripe does not let the version of an endpoint be changed
            changes.add(new Change(Step.CREATE, null, url, needed));
            here.stream().filter(Endpoint::enabled).forEach(old -> changes.add(disable(old)));
            moved.filter(Endpoint::enabled).ifPresent(old -> changes.add(disable(old)));
        }
        return new Plan(List.copyOf(changes), sha256(changes.toString()));
    }

    private void improve(Endpoint endpoint, List<String> lacks, List<Change> changes) {
        if (!endpoint.isAt(url)) {
            changes.add(new Change(Step.MOVE, endpoint.id(), url, List.of()));
        }
        if (!lacks.isEmpty()) {
            changes.add(new Change(Step.ADD_EVENTS, endpoint.id(), url, lacks));
        }
        if (!endpoint.enabled()) {
            changes.add(new Change(Step.ENABLE, endpoint.id(), url, List.of()));
        }
    }

    private static Change disable(Endpoint endpoint) {
        return new Change(Step.DISABLE, endpoint.id(), endpoint.url(), List.of());
    }

    /** All types that an endpoint sends once these have come to them. */
    List<String> typesWith(Change change) {
        var types = new TreeSet<>(change.types());
        Stream.concat(here.stream(), moved.stream())
                .filter(endpoint -> endpoint.id().equals(change.endpoint()))
                .forEach(endpoint -> types.addAll(endpoint.types()));
        return List.copyOf(types);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
