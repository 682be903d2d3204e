/**
 * The job store on Redis.
 */
@NullMarked
package io.jobscheduler.store.redis;

import org.jspecify.annotations.NullMarked;
