/**
 * Cron expressions: parsed once into bit sets, then asked for the next local date and
 * time. They know nothing of time zones.
 */
@NullMarked
package io.jobscheduler.cron;

import org.jspecify.annotations.NullMarked;
