/**
 * The job store on RethinkDB.
 */
@NullMarked
package io.jobscheduler.store.rethinkdb;

import org.jspecify.annotations.NullMarked;
