/**
 * What happened, as a sealed family of records, and who listens.
 */
@NullMarked
package io.jobscheduler.event;

import org.jspecify.annotations.NullMarked;
