package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.List;

import io.jobscheduler.job.Job;
import io.jobscheduler.store.jdbc.ClaimStep.Moment;

/**
 * Finds, locks and marks due jobs of tasks without a limit by one statement, where the
 * database can take locks in the order of an index.
 */
@FunctionalInterface
interface DirectClaim {

	/**
	 * Claims jobs.
	 * @param tasks of which tasks
	 * @param moment what the request goes by
	 * @param slots how many at most
	 * @param holder who claims them, and until when
	 * @return the rows as they are now, in no order
	 */
	List<Stored<Job>> claim(TaskFilter tasks, Moment moment, int slots, Holder holder);

	/**
	 * Who claims.
	 *
	 * @param node the node
	 * @param leaseUntil when the lease ends
	 */
	record Holder(String node, Instant leaseUntil) {
	}

}
