package org.almoner.campaign;

/** Somebody changed a campaign; fired when that is committed. */
public record CampaignChanged(String code) {}
