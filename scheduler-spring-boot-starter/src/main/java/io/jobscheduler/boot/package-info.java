/**
 * The scheduler in Spring Boot.
 */
@NullMarked
package io.jobscheduler.boot;

import org.jspecify.annotations.NullMarked;
