/**
 * The job store on SQL databases.
 */
@NullMarked
package io.jobscheduler.store.jdbc;

import org.jspecify.annotations.NullMarked;
