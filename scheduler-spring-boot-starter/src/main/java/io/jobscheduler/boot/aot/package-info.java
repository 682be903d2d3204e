/**
 * Ahead-of-time processing.
 */
@NullMarked
package io.jobscheduler.boot.aot;

import org.jspecify.annotations.NullMarked;
