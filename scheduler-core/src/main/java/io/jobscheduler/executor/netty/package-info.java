/**
 * Jobs on Netty's event loops. Needs Netty on the class path.
 */
@NullMarked
package io.jobscheduler.executor.netty;

import org.jspecify.annotations.NullMarked;
