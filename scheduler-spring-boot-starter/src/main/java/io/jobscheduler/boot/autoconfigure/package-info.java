/**
 * Auto-configuration and its properties.
 */
@NullMarked
package io.jobscheduler.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
