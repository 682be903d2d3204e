/**
 * Explains why an application does not start.
 */
@NullMarked
package io.jobscheduler.boot.diagnostics;

import org.jspecify.annotations.NullMarked;
