/**
 * The job store's contract: where schedules, jobs and results live, and the only thing
 * that nodes share.
 */
@NullMarked
package io.jobscheduler.store;

import org.jspecify.annotations.NullMarked;
