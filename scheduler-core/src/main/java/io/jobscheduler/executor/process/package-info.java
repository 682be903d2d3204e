/**
 * Jobs in worker processes.
 */
@NullMarked
package io.jobscheduler.executor.process;

import org.jspecify.annotations.NullMarked;
