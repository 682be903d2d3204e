/**
 * The job store on MongoDB.
 */
@NullMarked
package io.jobscheduler.store.mongodb;

import org.jspecify.annotations.NullMarked;
