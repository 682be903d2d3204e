/**
 * The scheduler.
 */
@NullMarked
package io.jobscheduler;

import org.jspecify.annotations.NullMarked;
