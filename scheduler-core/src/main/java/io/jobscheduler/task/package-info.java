/**
 * Tasks: the code that can be run, and what it sees while it runs.
 */
@NullMarked
package io.jobscheduler.task;

import org.jspecify.annotations.NullMarked;
