/**
 * Runs as observations of Micrometer, with the trace of whoever added the job.
 */
@NullMarked
package io.jobscheduler.boot.observation;

import org.jspecify.annotations.NullMarked;
