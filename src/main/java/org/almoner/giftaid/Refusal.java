package org.almoner.giftaid;

/** Why a gift cannot be claimed on, as the database finds it. */
public enum Refusal {
    /** Nobody knows who gave. */
    ANONYMOUS,
    /** Gift Aid is for gifts of individuals. */
    COMPANY,
    /** Goods or waived expenses are no payment of a sum of money. */
    IN_KIND,
    /** Payroll giving had its relief already. */
    PAYROLL,
    /** HMRC wants it at the rate of the day of the gift; nobody has noted that. It waits. */
    CURRENCY,
    /** The donor's bank asks for it back; waits for the outcome. */
    DISPUTED,
    CHARGED_BACK,
    REFUNDED,
    /** No declaration of the donor covers it. */
    NO_DECLARATION,
    /** Declared by word of mouth, with neither a recording nor a written record that was sent. */
    UNPROVEN,
    /** The donor may still take back from the start what they declared by word of mouth. It waits. */
    COOLING_OFF,
    /** The declaration lacks the home address. */
    NO_HOME_ADDRESS,
    /** HMRC's schedule takes Latin letters, and the declared name or house has others. */
    LETTERS,
    /** What the donor got in return is worth too much for a gift of this size. */
    BENEFIT,
    /** What the donor got in return for all gifts of the tax year is worth too much. */
    BENEFIT_YEAR,
    /** More than four years went by since the end of the accounting period. */
    TOO_OLD;

    /** Whether it may pass without anybody noting anything. */
    public boolean waits() {
        return this == DISPUTED || this == COOLING_OFF;
    }
}
