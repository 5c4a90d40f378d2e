/**
 * The page on which a donor looks after one recurring gift, opened by a signed link and without signing in. It knows the
 * gift ledger and no other edge. Plain HTML that needs no script and no session: donors come once a year, from any device,
 * and a page without state cannot expire under them.
 */
package org.almoner.giving;
