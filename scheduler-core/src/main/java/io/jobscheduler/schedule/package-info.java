/**
 * A schedule: a task, a trigger and policies, and the pure planning of what is due.
 */
@NullMarked
package io.jobscheduler.schedule;

import org.jspecify.annotations.NullMarked;
