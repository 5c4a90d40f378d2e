package org.almoner.campaign;

import java.util.List;
import org.almoner.database.Rejection;

/**
 * Makes, opens and closes the share links of campaigns at Stripe. What is wanted is written down before Stripe is asked,
 * with the keys under which it is asked, so that whatever was cut off is finished by asking again and nothing is made
 * twice. A link is open while staff want it and its campaign is active.
 */
public interface ShareLinks {

    /** Our names of the Stripe accounts in which links can be made, "" for the one without; never one of a sandbox. */
    List<String> accounts();

    /**
     * Wants links, and has Stripe make them. Links that are there already stay as they are.
     *
     * @param actor the staff member's e-mail address
     * @return all links of the campaign; one that Stripe refused says why, one that it has not made yet has no address
     * @throws Rejection if there is no such campaign, or it is not active, or there is no key for Stripe, or
     *     the wish does not say which of several accounts it is for, or names none of them
     */
    List<ShareLink> make(String campaign, ShareWish wish, String actor);

    /**
     * Wants a link, or wants it no more, and tells Stripe.
     *
     * @throws Rejection if the campaign has no such link
     */
    List<ShareLink> want(String campaign, long link, boolean wanted, String actor);

    /** Has Stripe make, open and close what is not yet as it is wanted, of one campaign. */
    void settle(String campaign);

    /** The same for all campaigns; Stripe's not answering ends it early and is no failure. */
    void settleAll();
}
