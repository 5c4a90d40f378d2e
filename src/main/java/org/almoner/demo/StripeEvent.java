package org.almoner.demo;

/**
 * One event as it was when it happened.
 *
 * @param id the {@code evt_} id
 * @param type Stripe's type, such as {@code charge.updated}
 * @param object id of the object it is about
 * @param created epoch second, UTC
 * @param body the exact UTF-8 bytes of the event; what is signed and sent, and what {@code /v1/events} shows
 * @param lost true when its webhook is meant never to be sent; it is still in {@code /v1/events}
 */
public record StripeEvent(String id, String type, String object, long created, byte[] body, boolean lost) {}
