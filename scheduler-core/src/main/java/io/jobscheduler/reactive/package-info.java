/**
 * The scheduler for reactive applications. Needs Reactor on the class path.
 */
@NullMarked
package io.jobscheduler.reactive;

import org.jspecify.annotations.NullMarked;
