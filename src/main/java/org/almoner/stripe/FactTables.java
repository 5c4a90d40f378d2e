package org.almoner.stripe;

import static org.almoner.stripe.FactTable.Column.ever;
import static org.almoner.stripe.FactTable.Column.first;
import static org.almoner.stripe.FactTable.Column.furthest;
import static org.almoner.stripe.FactTable.Column.key;
import static org.almoner.stripe.FactTable.Column.last;
import static org.almoner.stripe.FactTable.Column.least;
import static org.almoner.stripe.FactTable.Column.most;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The tables of what Stripe's objects say, and for each column how it takes in another word: this is where it is decided
 * that the order of messages does not matter.
 */
final class FactTables {

    /** A gift that failed can still succeed with another attempt; one that succeeded never un-succeeds. */
    private static final String[] ATTEMPTS = {"PENDING", "FAILED", "SUCCEEDED"};

    final FactTable payments = new FactTable(
            "stripe_payment",
            key("payment_intent"),
            last("stripe_account", "text"),
            first("livemode", "boolean"),
            last("amount_minor", "bigint"),
            last("currency", "text"),
            furthest("attempt", ATTEMPTS),
            least("begun_at", "timestamptz"),
            least("received_at", "timestamptz"),
            last("payment_method", "text"),
            last("customer", "text"),
            last("receipt_email", "text"),
            last("billing_email", "text"),
            last("name", "text"),
            last("country", "text"),
            last("address", "jsonb"),
            last("campaign_code", "text"),
            last("fund_code", "text"),
            last("appeal_code", "text"),
            last("affiliate_code", "text"),
            first("found_by", "text"),
            last("failure_code", "text"));

    final FactTable charges = new FactTable(
            "charge",
            key("id"),
            last("stripe_account", "text"),
            first("livemode", "boolean"),
            last("gift_reference", "text"),
            last("amount_minor", "bigint"),
            last("currency", "text"),
            furthest("status", "pending", "failed", "succeeded"),
            last("balance_transaction", "text"),
            last("failure_balance_transaction", "text"),
            last("payment_method", "text"),
            first("created_at", "timestamptz"),
            last("failure_code", "text"),
            last("decline_code", "text"));

    final FactTable refunds = new FactTable(
            "refund",
            key("id"),
            last("stripe_account", "text"),
            first("livemode", "boolean"),
            last("charge", "text"),
            last("gift_reference", "text"),
            last("amount_minor", "bigint"),
            last("currency", "text"),
            furthest("status", "requires_action", "pending", "succeeded", "canceled", "failed"),
            last("reason", "text"),
            last("balance_transaction", "text"),
            first("created_at", "timestamptz"));

    final FactTable disputes = new FactTable(
            "dispute",
            key("id"),
            last("stripe_account", "text"),
            first("livemode", "boolean"),
            last("charge", "text"),
            last("gift_reference", "text"),
            last("amount_minor", "bigint"),
            last("currency", "text"),
            furthest(
                    "status",
                    "warning_needs_response",
                    "warning_under_review",
                    "needs_response",
                    "under_review",
                    "appeal_needs_response",
                    "appeal_under_review",
                    "warning_closed",
                    "prevented",
                    "lost",
                    "won"),
            last("reason", "text"),
            last("evidence_due_by", "timestamptz"),
            ever("withdrawn"),
            ever("reinstated"),
            most("reinstated_minor", "bigint"),
            first("created_at", "timestamptz"));

    final FactTable invoices = new FactTable(
            "stripe_invoice",
            key("id"),
            last("stripe_account", "text"),
            first("livemode", "boolean"),
            last("subscription", "text"),
            last("customer", "text"),
            last("customer_email", "text"),
            last("customer_name", "text"),
            last("campaign_code", "text"),
            last("fund_code", "text"),
            last("appeal_code", "text"),
            furthest("status", "draft", "open", "uncollectible", "void", "paid"),
            most("amount_due_minor", "bigint"),
            most("amount_paid_minor", "bigint"),
            first("currency", "text"),
            most("attempts", "integer"),
            ever("out_of_band"),
            first("billing_reason", "text"),
            least("created_at", "timestamptz"),
            least("period_start", "timestamptz"),
            least("period_end", "timestamptz"),
            least("paid_at", "timestamptz"),
            most("next_attempt_at", "timestamptz"),
            first("hosted_url", "text"));

    final FactTable invoicePayments = new FactTable(
            "stripe_invoice_payment",
            key("payment_intent"),
            key("invoice"),
            last("stripe_account", "text"),
            first("livemode", "boolean"));

    final FactTable checkouts = new FactTable(
            "stripe_checkout",
            key("id"),
            last("stripe_account", "text"),
            first("livemode", "boolean"),
            last("payment_intent", "text"),
            last("subscription", "text"),
            last("customer", "text"),
            last("email", "text"),
            last("name", "text"),
            last("country", "text"),
            last("locale", "text"),
            last("campaign_code", "text"),
            last("fund_code", "text"),
            last("appeal_code", "text"),
            last("payment_link", "text"),
            last("client_reference", "text"));

    final FactTable warnings = new FactTable(
            "stripe_warning",
            key("id"),
            last("stripe_account", "text"),
            first("livemode", "boolean"),
            first("kind", "text"),
            last("charge", "text"),
            last("payment_intent", "text"),
            last("reason", "text"),
            ever("over"),
            last("outcome", "text"),
            least("created_at", "timestamptz"));

    /** A mandate that was withdrawn is not given again; the donor gives another one. */
    final FactTable mandates = new FactTable(
            "stripe_mandate",
            key("id"),
            last("stripe_account", "text"),
            first("livemode", "boolean"),
            last("payment_method", "text"),
            furthest("status", "pending", "active", "inactive"),
            most("as_of", "timestamptz"));

    /** Writes all that was added; what others refer to first. */
    void flush(Handle handle) {
        for (FactTable table : List.of(
                payments, charges, refunds, disputes, invoices, invoicePayments, checkouts, warnings, mandates)) {
            table.flush(handle);
        }
    }
}
