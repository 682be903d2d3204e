/**
 * The contract of job stores as tests: extend
 * {@link io.jobscheduler.test.store.JobStoreContract} to run it against a store.
 */
@NullMarked
package io.jobscheduler.test.store;

import org.jspecify.annotations.NullMarked;
