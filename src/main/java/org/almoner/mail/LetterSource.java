package org.almoner.mail;

/** Writes the letters of one kind that wait in the outbox; offered by those who put them there. */
public interface LetterSource {

    /** The kind of letters it writes; no other source has the same. */
    String kind();

    /** Whether a reader may ask for no more of its letters; nobody can refuse a receipt. */
    default boolean refusable() {
        return false;
    }

    /**
     * The letter for an entry, the same bytes each time it is asked for.
     *
     * @param from the sender's address; the source may add a name
     * @throws IllegalArgumentException when no letter can be written to that recipient, ever
     * @throws NotNeeded when what it was to say is no longer true
     */
    Letter write(Outbox.Entry entry, Mailbox from);

    /** A letter that must not be sent any more; says why in one line. */
    final class NotNeeded extends RuntimeException {
        private static final long serialVersionUID = 1;

        public NotNeeded(String why) {
            super(why);
        }
    }
}
