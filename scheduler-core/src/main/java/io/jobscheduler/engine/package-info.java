/**
 * The loops that fire, claim, run, complete, keep alive, reclaim and prune.
 */
@NullMarked
package io.jobscheduler.engine;

import org.jspecify.annotations.NullMarked;
