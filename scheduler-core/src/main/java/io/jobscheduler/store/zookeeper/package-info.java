/**
 * The job store on ZooKeeper.
 */
@NullMarked
package io.jobscheduler.store.zookeeper;

import org.jspecify.annotations.NullMarked;
