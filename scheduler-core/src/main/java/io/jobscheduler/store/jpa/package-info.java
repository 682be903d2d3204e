/**
 * The SQL job store for applications that use JPA.
 */
@NullMarked
package io.jobscheduler.store.jpa;

import org.jspecify.annotations.NullMarked;
