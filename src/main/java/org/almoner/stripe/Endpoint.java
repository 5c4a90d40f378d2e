package org.almoner.stripe;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A webhook endpoint as Stripe lists it (docs.stripe.com/api/webhook_endpoints).
 *
 * @param version null when it follows the account's default
 * @param types of events it sends; {@code *} for all
 * @param ours whether Almoner made it
 */
record Endpoint(String id, String url, boolean enabled, String version, Set<String> types, boolean ours) {

    /** By this in its metadata an endpoint that Almoner made is known, whatever its address. */
    static final String MARK = "almoner";

    private static final String ALL = "*";

    static Endpoint of(JsonObject shown) {
        Set<String> types = new TreeSet<>();
        if (shown.get("enabled_events") instanceof JsonArray listed) {
            listed.stream()
                    .filter(JsonString.class::isInstance)
                    .forEach(type -> types.add(((JsonString) type).getString()));
        }
        String url = StripeJson.text(shown, "url");
        return new Endpoint(
                StripeJson.text(shown, "id"),
                url == null ? "" : url,
                "enabled".equals(StripeJson.text(shown, "status")),
                StripeJson.text(shown, "api_version"),
                types,
                StripeJson.text(shown, "metadata", MARK) != null);
    }

    boolean isAt(String address) {
        return comparable(url).equals(comparable(address));
    }

    /** What it does not send of these. */
    List<String> lacks(Collection<String> needed) {
        return types.contains(ALL)
                ? List.of()
                : needed.stream().filter(type -> !types.contains(type)).toList();
    }

    boolean sharesTypesWith(Endpoint other) {
        return types.contains(ALL)
                || other.types.contains(ALL)
                || types.stream().anyMatch(other.types::contains);
    }

    /** Whether its events have the shape of this version: releases of one train change nothing that exists. */
    boolean speaks(String wanted) {
        return version != null && (version.equals(wanted) || train(version).equals(train(wanted)));
    }

    /** {@code dahlia} of {@code 2026-07-29.dahlia}; the whole version where there were no trains yet. */
    private static String train(String version) {
        return version.substring(version.indexOf('.') + 1);
    }

    /** Scheme and host do not mind their case, and the usual port need not be said. */
    private static String comparable(String address) {
        try {
            URI uri = URI.create(address.strip());
            if (uri.getHost() == null) {
                return address;
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            int usual = scheme.equals("https") ? 443 : 80;
            int port = uri.getPort() < 0 ? usual : uri.getPort();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port + uri.getRawPath() + query;
        } catch (IllegalArgumentException noAddress) {
            return address;
        }
    }
}
