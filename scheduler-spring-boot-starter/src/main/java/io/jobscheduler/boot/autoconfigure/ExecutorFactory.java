package io.jobscheduler.boot.autoconfigure;

import io.jobscheduler.boot.InvalidConfigurationException;
import io.jobscheduler.boot.autoconfigure.JobSchedulerProperties.ExecutorProperties;
import io.jobscheduler.executor.InlineJobExecutor;
import io.jobscheduler.executor.JobExecutor;
import io.jobscheduler.executor.ThreadPoolJobExecutor;

/**
 * Makes the executors that the properties ask for.
 */
final class ExecutorFactory {

	private ExecutorFactory() {
	}

	static JobExecutor create(String name, ExecutorProperties properties) {
		String property = "jobscheduler.executors." + name;
		return switch (properties.type()) {
			case "thread-pool" -> threadPool(name, properties.threads(), property);
			case "inline" -> new InlineJobExecutor();
			case "virtual", "reactive", "event-loop",
					"process" ->
				throw new InvalidConfigurationException(
						"Executor type '" + properties.type() + "' (property '" + property
								+ ".type') is not available in this version",
						"Set the property to thread-pool or inline.");
			default -> throw new InvalidConfigurationException(
					"Unknown executor type '" + properties.type() + "' in property '" + property + ".type'",
					"Set the property to thread-pool or inline.");
		};
	}

	private static JobExecutor threadPool(String name, int threads, String property) {
		if (threads < 1) {
			throw new InvalidConfigurationException(
					"Invalid value '" + threads + "' of property '" + property + ".threads': allowed 1 and above",
					"Change the property.");
		}
		return new ThreadPoolJobExecutor("jobscheduler-" + name, threads);
	}

}
