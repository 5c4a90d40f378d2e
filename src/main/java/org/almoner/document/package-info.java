/**
 * What every printed thing shares: fonts for all scripts, colours, texts per language, and a writer of tagged PDF.
 *
 * <p>It knows no feature; receipts, reports and mails stand on it. It is the only package that speaks OpenPDF's low
 * level, so that a move to OpenPDF 3 stays a change of one package.
 *
 * <p>Decision: every block of text goes through {@link org.almoner.document.TaggedWriter}, never through OpenPDF's
 * {@code Document.add}, because only content written by hand into marked sequences can be tagged, and an untagged
 * receipt cannot be read aloud to the donor it belongs to (PDF/UA-1, PDF/A-2a).
 */
package org.almoner.document;
