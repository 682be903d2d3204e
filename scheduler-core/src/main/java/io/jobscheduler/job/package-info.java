/**
 * A job: one request to run a task once, its claim, its outcome and the policies it runs
 * under.
 */
@NullMarked
package io.jobscheduler.job;

import org.jspecify.annotations.NullMarked;
