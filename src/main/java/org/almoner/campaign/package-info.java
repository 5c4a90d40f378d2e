/**
 * What people are asked to give for: funds that bind money, campaigns that ask, and the appeals of a campaign.
 *
 * <p>May know the kernel and affiliates by their ids. Decision: a code that arrives in a gift before anybody created it
 * comes into being there and then, flagged, instead of stopping the gift; staff give it its name afterwards.
 */
package org.almoner.campaign;
