package org.almoner.mail;

/** Writes the letters that wait in the outbox; offered by those who put them there. */
public interface LetterSource {

    /**
     * The letter for an entry, the same bytes each time it is asked for.
     *
     * @param from the sender's address; the source may add a name
     * @throws IllegalArgumentException when no letter can be written to that recipient, ever
     */
    Letter write(Outbox.Entry entry, Mailbox from);
}
