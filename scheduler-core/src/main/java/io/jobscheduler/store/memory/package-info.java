/**
 * A job store in the memory of one process: the reference that the other stores are
 * measured against.
 */
@NullMarked
package io.jobscheduler.store.memory;

import org.jspecify.annotations.NullMarked;
