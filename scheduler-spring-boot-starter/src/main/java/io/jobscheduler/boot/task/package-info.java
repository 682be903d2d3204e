/**
 * Finds the annotated methods of beans, and makes tasks and schedules of them.
 */
@NullMarked
package io.jobscheduler.boot.task;

import org.jspecify.annotations.NullMarked;
