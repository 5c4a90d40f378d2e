package org.almoner.journal;

/**
 * An account of the books that an entity keeps elsewhere.
 *
 * @param entity code of the legal entity
 * @param code as the other system numbers it; for ever
 */
public record ChartAccount(String entity, String code, Draft values, int version) {

    /**
     * An account as staff write it.
     *
     * @param name as the other system writes it; a sub-account as {@code Parent:Sub}
     * @param active whether rules may lead to it
     */
    public record Draft(String name, AccountType type, boolean active) {}
}
