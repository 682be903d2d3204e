package io.jobscheduler.boot.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.jobscheduler.boot.InvalidConfigurationException;
import io.jobscheduler.boot.autoconfigure.ExecutorFactory.ExecutorSettings;
import io.jobscheduler.boot.autoconfigure.JobSchedulerProperties.WorkerProperties;
import io.jobscheduler.boot.process.ApplicationWorker;
import io.jobscheduler.boot.process.RunningApplication;
import io.jobscheduler.executor.JobExecutor;
import io.jobscheduler.executor.ThreadPoolJobExecutor;
import io.jobscheduler.executor.process.ProcessJobExecutor;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * Makes executors of worker processes.
 */
final class ProcessExecutors {

	private static final WorkerProperties DEFAULTS = new WorkerProperties(2, 0, null, List.of(), Duration.ofMinutes(1));

	private final ListableBeanFactory beans;

	ProcessExecutors(ListableBeanFactory beans) {
		this.beans = beans;
	}

	JobExecutor create(String label, ExecutorSettings settings) {
		WorkerProperties configured = settings.properties().workers();
		WorkerProperties workers = (configured != null) ? configured : DEFAULTS;
		Environment environment = this.beans.getBean(Environment.class);
		if (environment.getProperty(ApplicationWorker.WORKER_PROPERTY, Boolean.class, false)) {
			return new ThreadPoolJobExecutor(label, 1); // a worker has no workers
		}
		RunningApplication application = this.beans.getBeanProvider(RunningApplication.class).getIfAvailable();
		if (application == null) {
			throw new InvalidConfigurationException(
					"The executor of property '" + settings.property("type")
							+ "' cannot start worker processes: this application was not started by a main method",
					"Start it by SpringApplication.run in a main method, or set the property to another type in tests.");
		}
		ProcessJobExecutor.Builder builder = ProcessJobExecutor.builder(label)
			.workers(workers.count())
			.maxJobsPerWorker(workers.maxJobs())
			.startupTimeout(workers.startupTimeout())
			.jvmOptions(workers.jvmOptions())
			.main(application.workerCommand());
		if (workers.memory() != null) {
			builder.memory(workers.memory());
		}
		return builder.build();
	}

}
