/**
 * Everything that speaks Stripe: the webhook, the inbox, the reader of Stripe's objects, and the client.
 *
 * <p>May know every floor below and no other edge. Decision: an event is stored raw and answered before anybody tries
 * to understand it; what it says is read by our own tolerant reader, because the SDK's objects are empty for every API
 * version but its own, and each object is a statement about a state, so that order, repetition and version of the
 * messages do not matter.
 */
package org.almoner.stripe;
