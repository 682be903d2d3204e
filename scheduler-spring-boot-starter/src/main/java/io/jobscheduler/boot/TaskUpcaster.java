package io.jobscheduler.boot;

import java.util.Objects;

import io.jobscheduler.job.Identifiers;
import io.jobscheduler.task.PayloadUpcaster;

/**
 * A bean that turns the arguments of an earlier version of a task into those of the next:
 *
 * <pre class="code">
 * &#64;Bean
 * TaskUpcaster sendInvoiceInCents() {
 *     return new TaskUpcaster("send-invoice", 1, (arguments) -&gt; …);
 * }
 * </pre>
 *
 * @param task the id of the task
 * @param fromVersion the earlier version, from 1 to one below the task's
 * @param upcaster makes arguments of the next version
 */
public record TaskUpcaster(String task, int fromVersion, PayloadUpcaster upcaster) {

	/**
	 * Checks the task's id.
	 * @throws IllegalArgumentException if it is not a valid name
	 */
	public TaskUpcaster {
		Identifiers.require("task id", task);
		Objects.requireNonNull(upcaster, "upcaster");
	}

}
