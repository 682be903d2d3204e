/**
 * Worker processes that have the application's own context.
 */
@NullMarked
package io.jobscheduler.boot.process;

import org.jspecify.annotations.NullMarked;
