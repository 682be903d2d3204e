/**
 * What applications and authors of job stores test with.
 */
@NullMarked
package io.jobscheduler.test;

import org.jspecify.annotations.NullMarked;
