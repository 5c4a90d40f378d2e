package org.almoner.demo;

import java.util.List;

/** The kinds of Stripe objects the world holds, each with its path below {@code /v1/} and the filters its list takes. */
enum Kind {
    CUSTOMER("customers", "customer", "cus_", "email"),
    PAYMENT_INTENT("payment_intents", "payment_intent", "pi_", "customer"),
    CHARGE("charges", "charge", "ch_", "customer", "payment_intent"),
    REFUND("refunds", "refund", "re_", "charge", "payment_intent"),
    DISPUTE("disputes", "dispute", "du_", "charge", "payment_intent"),
    SUBSCRIPTION("subscriptions", "subscription", "sub_", "customer", "status"),
    INVOICE("invoices", "invoice", "in_", "customer", "subscription", "status"),
    INVOICE_PAYMENT(
            "invoice_payments",
            "invoice_payment",
            "inpay_",
            "invoice",
            "status",
            "payment[type]",
            "payment[payment_intent]"),
    CHECKOUT_SESSION(
            "checkout/sessions",
            "checkout.session",
            "cs_test_",
            "payment_intent",
            "subscription",
            "customer",
            "payment_link",
            "status"),
    SETUP_INTENT("setup_intents", "setup_intent", "seti_", "customer"),
    PAYMENT_METHOD("payment_methods", "payment_method", "pm_", "customer", "type"),
    PAYMENT_LINK("payment_links", "payment_link", "plink_", "active"),
    PRODUCT("products", "product", "prod_", "active"),
    PRICE("prices", "price", "price_", "active", "product"),
    BALANCE_TRANSACTION("balance_transactions", "balance_transaction", "txn_", "currency", "payout", "source", "type"),
    PAYOUT("payouts", "payout", "po_", "status", "destination"),
    WEBHOOK_ENDPOINT("webhook_endpoints", "webhook_endpoint", "we_");

    final String path;
    final String object;
    final String prefix;
    final List<String> filters;

    Kind(String path, String object, String prefix, String... filters) {
        this.path = path;
        this.object = object;
        this.prefix = prefix;
        this.filters = List.of(filters);
    }
}
