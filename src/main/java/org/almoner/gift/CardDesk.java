package org.almoner.gift;

import java.util.Optional;

/** Where a donor gives another card, or another means of payment, for a plan: on a page of Stripe's, never on one of ours. */
public interface CardDesk {

    /**
     * Prepares that page.
     *
     * @param back where the donor comes back to; the name of the visit follows it
     * @param key the same for every try of the same visit
     * @return its address
     * @throws PlanDesk.Refused if there is none for this plan
     * @throws RuntimeException if Stripe cannot be reached just now
     */
    String begin(String plan, String back, String key);

    /**
     * Has the plan paid with what the donor gave on that page; doing so again changes nothing further.
     *
     * @param visit as the donor brought it back
     * @return how the plan is paid now, in Stripe's word; empty if nothing was given, or not for this plan
     * @throws RuntimeException if Stripe cannot be reached just now
     */
    Optional<String> finish(String plan, String visit);
}
