/**
 * A sample application.
 */
@NullMarked
package io.jobscheduler.sample;

import org.jspecify.annotations.NullMarked;
