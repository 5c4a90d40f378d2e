/**
 * The world around Almoner, for the demo and for tests: a stateful stand-in for the Stripe API, the sender of its signed
 * webhooks, a catcher of mail, a month of gifts with two years before it, and an oracle that knows what the books must
 * say.
 *
 * <p>Stands outside the WAR and knows none of its packages: it speaks to Almoner only as Stripe, a mail server and an API
 * client would, so that agreement between the two means something. What is known of Stripe's behaviour and written here
 * comes from its public documentation.
 *
 * <p>Decision: Stripe's objects are kept as JSON trees in their wire shape and not as typed classes. One generic store
 * then serves every list, filter and expansion, and events are honest snapshots of what the API would have said.
 */
package org.almoner.demo;
