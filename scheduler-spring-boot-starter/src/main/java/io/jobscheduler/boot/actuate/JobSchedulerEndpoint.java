package io.jobscheduler.boot.actuate;

import io.jobscheduler.Scheduler;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The endpoint {@code jobscheduler}. Reading is allowed; writing only where
 * {@code management.endpoint.jobscheduler.access} is {@code unrestricted}. Its extensions
 * offer schedules, jobs and nodes as suits HTTP and JMX.
 */
@Endpoint(id = "jobscheduler", defaultAccess = Access.READ_ONLY)
public class JobSchedulerEndpoint {

	private final SchedulerInspector inspector;

	/**
	 * Creates the endpoint.
	 * @param scheduler the scheduler
	 */
	public JobSchedulerEndpoint(Scheduler scheduler) {
		this.inspector = new SchedulerInspector(scheduler, new ShownValues(new Sanitizer(), false));
	}

	/**
	 * The node, its store and its executors.
	 * @return a summary
	 */
	@ReadOperation
	public Object summary() {
		return this.inspector.summary();
	}

}
