/**
 * When something is to happen: triggers, pure and immutable values that answer one
 * question, "given an instant, when next?", and read no clock.
 */
@NullMarked
package io.jobscheduler.trigger;

import org.jspecify.annotations.NullMarked;
