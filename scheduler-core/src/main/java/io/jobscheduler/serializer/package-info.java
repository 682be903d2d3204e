/**
 * How arguments, values, triggers and settings become text that a store can keep.
 */
@NullMarked
package io.jobscheduler.serializer;

import org.jspecify.annotations.NullMarked;
