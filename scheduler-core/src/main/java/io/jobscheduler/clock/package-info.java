/**
 * The one place that reads the time of this machine.
 */
@NullMarked
package io.jobscheduler.clock;

import org.jspecify.annotations.NullMarked;
