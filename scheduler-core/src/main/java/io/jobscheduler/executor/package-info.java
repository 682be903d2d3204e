/**
 * Where a claimed job's code runs.
 */
@NullMarked
package io.jobscheduler.executor;

import org.jspecify.annotations.NullMarked;
