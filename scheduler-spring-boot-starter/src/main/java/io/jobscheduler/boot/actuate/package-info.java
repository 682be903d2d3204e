/**
 * Endpoint, health and meters.
 */
@NullMarked
package io.jobscheduler.boot.actuate;

import org.jspecify.annotations.NullMarked;
