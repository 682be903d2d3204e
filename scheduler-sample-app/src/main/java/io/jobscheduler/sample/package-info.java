/**
 * A sample application: invoices that are sent, followed up and reported on by jobs.
 */
@NullMarked
package io.jobscheduler.sample;

import org.jspecify.annotations.NullMarked;
