package org.almoner.receipt;

import java.util.Map;
import org.almoner.document.Texts;

/** Names for Stripe's types of payment method (docs.stripe.com/api/payment_methods/object, "type") and for ours. */
final class Methods {
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("card", "method.card"),
            Map.entry("card_present", "method.card"),
            Map.entry("sepa_debit", "method.debit"),
            Map.entry("bacs_debit", "method.debit"),
            Map.entry("au_becs_debit", "method.debit"),
            Map.entry("acss_debit", "method.debit"),
            Map.entry("nz_bank_account", "method.debit"),
            Map.entry("us_bank_account", "method.debit"),
            Map.entry("customer_balance", "method.transfer"),
            Map.entry("bank_transfer", "method.transfer"),
            Map.entry("cash", "method.cash"),
            Map.entry("cheque", "method.cheque"),
            Map.entry("check", "method.cheque"));

    private static final Map<String, String> BRANDS = Map.ofEntries(
            Map.entry("alipay", "Alipay"),
            Map.entry("amazon_pay", "Amazon Pay"),
            Map.entry("apple_pay", "Apple Pay"),
            Map.entry("bancontact", "Bancontact"),
            Map.entry("blik", "BLIK"),
            Map.entry("boleto", "Boleto"),
            Map.entry("cashapp", "Cash App Pay"),
            Map.entry("eps", "eps"),
            Map.entry("giropay", "giropay"),
            Map.entry("google_pay", "Google Pay"),
            Map.entry("ideal", "iDEAL"),
            Map.entry("klarna", "Klarna"),
            Map.entry("link", "Link"),
            Map.entry("mobilepay", "MobilePay"),
            Map.entry("p24", "Przelewy24"),
            Map.entry("paypal", "PayPal"),
            Map.entry("pix", "Pix"),
            Map.entry("revolut_pay", "Revolut Pay"),
            Map.entry("swish", "Swish"),
            Map.entry("twint", "TWINT"),
            Map.entry("wechat_pay", "WeChat Pay"));

    private Methods() {}

    /** The name in the language of the texts; methods not known are an online payment. */
    static String name(Texts texts, String code) {
        String brand = BRANDS.get(code);
        return brand != null ? brand : texts.get(WORDS.getOrDefault(code, "method.other"));
    }
}
