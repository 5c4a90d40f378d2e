package org.almoner.stripe;

import jakarta.json.JsonObject;
import java.math.BigInteger;

/**
 * What of a dispute's money has moved, by its balance transactions: a dispute has "zero, one, or two"
 * (docs.stripe.com/api/disputes/object), more where several currencies take part, so they are summed up.
 *
 * @param out withdrawn, in minor units of the currency it was settled in
 * @param back reinstated, in the same
 */
record DisputeMoney(long out, long back) {

    static DisputeMoney of(JsonObject dispute) {
        long out = 0;
        long back = 0;
        for (JsonObject moved : StripeJson.objects(dispute, "balance_transactions")) {
            Long amount = StripeJson.number(moved, "amount");
            out += amount != null && amount < 0 ? -amount : 0;
            back += amount != null && amount > 0 ? amount : 0;
        }
        return new DisputeMoney(out, back);
    }

    /** What came back in the dispute's own currency, by its share of what was withdrawn; null when nothing is known. */
    Long cameBack(long disputed) {
        if (back == 0) {
            return null;
        }
        return out == 0 || back >= out
                ? disputed
                : BigInteger.valueOf(disputed)
                        .multiply(BigInteger.valueOf(back))
                        .add(BigInteger.valueOf(out / 2))
                        .divide(BigInteger.valueOf(out))
                        .longValueExact();
    }
}
