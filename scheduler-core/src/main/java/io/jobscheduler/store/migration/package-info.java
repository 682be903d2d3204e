/**
 * Moving schedules and pending jobs from one store to another, of any kinds, by a file.
 */
@NullMarked
package io.jobscheduler.store.migration;

import org.jspecify.annotations.NullMarked;
