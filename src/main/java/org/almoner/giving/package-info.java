/**
 * The pages of donors and of whoever holds a receipt, opened by an address that is the key and without signing in: one
 * recurring gift, a donor's receipts and what is known of them, the check of a receipt. It knows the books and settlement
 * and no other edge. Plain HTML that needs no script and no session: donors come once a year, from any device, and a page
 * without state cannot expire under them.
 */
package org.almoner.giving;
