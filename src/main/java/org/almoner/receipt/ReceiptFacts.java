package org.almoner.receipt;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Map;

/**
 * What stood on a page, as data: issuer, donor, gift and rules of that day, so that an issued receipt can be explained, and
 * searched, without reading its PDF. The bytes stay the truth.
 */
final class ReceiptFacts {

    /** Of the pages as they are printed now; raised whenever a regime's wording or fields change. */
    private static final int TEMPLATE = 1;

    private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

    private ReceiptFacts() {}

    /** The facts as JSON; what is not known is left out. */
    static String of(ReceiptDocument receipt) {
        return object("regime", receipt.regime().name())
                .add("template", TEMPLATE)
                .add("issuer", issuer(receipt.issuer()))
                .add(
                        "donor",
                        object("name", receipt.donor().name())
                                .add("address", array(receipt.donor().addressLines())))
                .add("gift", gift(receipt.gift()))
                .addAll(collected(receipt.collected()))
                .addAll(object("replaces", receipt.replaces()))
                .build()
                .toString();
    }

    private static JsonObjectBuilder issuer(ReceiptDocument.Issuer issuer) {
        var standing = issuer.standing();
        var json = object(
                        "name", issuer.legalName(),
                        "registration", issuer.registrationNumber(),
                        "statement", issuer.statement(),
                        "accent", issuer.accent(),
                        "taxNumber", standing.taxNumber(),
                        "taxOffice", standing.taxOffice(),
                        "purpose", standing.purpose(),
                        "machineSince", standing.machineSince(),
                        "place", standing.place(),
                        "signatory", standing.signatory(),
                        "signatoryRole", standing.signatoryRole())
                .add("address", array(issuer.addressLines()));
        var exemption = standing.exemption();
        return exemption == null
                ? json
                : json.add(
                        "exemption",
                        object("kind", exemption.kind(), "date", exemption.date(), "period", exemption.period()));
    }

    private static JsonObjectBuilder collected(ReceiptDocument.Collected collected) {
        var json = JSON.createObjectBuilder();
        if (collected != null) {
            var gifts = JSON.createArrayBuilder();
            collected.gifts().forEach(each -> gifts.add(gift(each)));
            json.add("year", collected.year()).add("gifts", gifts);
        }
        return json;
    }

    private static JsonObjectBuilder nature(Nature nature) {
        return object(
                "kind", nature.kind(),
                "description", nature.description(),
                "age", nature.age(),
                "condition", nature.condition(),
                "historicPrice", nature.historicPrice(),
                "valuation", nature.valuation(),
                "origin", nature.origin(),
                "appraiser", nature.appraiser());
    }

    private static JsonObjectBuilder gift(ReceiptDocument.Gift gift) {
        var json = object(
                        "receivedOn", gift.receivedOn(),
                        "fund", gift.fund(),
                        "campaign", gift.campaign(),
                        "method", gift.method())
                .add("minor", gift.amount().minor())
                .add("currency", gift.amount().currency());
        if (gift.nature() != null) {
            json.add("nature", nature(gift.nature()));
        }
        return gift.benefit() == null
                ? json
                : json.add("benefit", gift.benefit().description())
                        .add("benefitMinor", gift.benefit().value().minor());
    }

    private static JsonObjectBuilder object(Object... pairs) {
        var object = JSON.createObjectBuilder();
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            if (pairs[i + 1] != null) {
                // a NUL is the one character that JSON can say and jsonb cannot keep
                object.add((String) pairs[i], pairs[i + 1].toString().replace("\0", ""));
            }
        }
        return object;
    }

    private static JsonArrayBuilder array(List<String> lines) {
        var array = JSON.createArrayBuilder();
        lines.forEach(array::add);
        return array;
    }
}
