/** The step of the nightly close that follows failed renewals. */
package org.almoner.dunning.batch;
