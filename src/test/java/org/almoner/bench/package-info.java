/**
 * The benchmarks behind the figures in the README, each a ratio of two things measured side by side in one run.
 *
 * <p>Decision: a noisy machine changes both sides of a ratio alike, so ratios can be compared between machines and days
 * and figures per second cannot; nothing here fails a build.
 */
package org.almoner.bench;
