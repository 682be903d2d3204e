package io.jobscheduler.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.jobscheduler.Role;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the node: what it is and what it does.
 *
 * @param enabled Whether the scheduler is configured at all.
 * @param name Name of the application, the scope of the schedules that it declares. The
 * value of 'spring.application.name' by default.
 * @param nodeId Id of this node, which no other live node may have. A new one at every
 * start by default.
 * @param role What this node does besides serving the API.
 * @param mode Whether the scheduler keeps the process alive by itself.
 * @param executors Executors by name. One named 'default' always exists.
 */
@ConfigurationProperties("jobscheduler")
public record JobSchedulerProperties(@DefaultValue("true") boolean enabled, @Nullable String name,
		@Nullable String nodeId, @DefaultValue("both") Role role, @DefaultValue("background") Mode mode,
		@DefaultValue Map<String, ExecutorProperties> executors) {

	/** Whether the scheduler keeps the process alive. */
	public enum Mode {

		/** The process ends when nothing else, such as a web server, keeps it alive. */
		BACKGROUND,

		/** The process stays alive until the scheduler is stopped. */
		BLOCKING

	}

	/**
	 * Properties of an executor.
	 *
	 * @param type Kind of executor: 'thread-pool', 'virtual', 'reactive', 'event-loop',
	 * 'process' or 'inline'.
	 * @param threads How many jobs a thread pool runs at once at most, 10 by default; how
	 * many event loops there are, one per processor by default.
	 * @param maxConcurrency How many jobs are under way at once at most, of a virtual
	 * (100 by default), reactive or event-loop executor (1000 by default).
	 * @param workers Properties of the worker processes of a process executor.
	 */
	public record ExecutorProperties(@DefaultValue("thread-pool") String type, @Nullable Integer threads,
			@Nullable Integer maxConcurrency, @Nullable WorkerProperties workers) {
	}

	/**
	 * Properties of worker processes.
	 *
	 * @param count How many processes there are, and so how many jobs run at once.
	 * @param maxJobs After how many jobs a worker is replaced. 0 for never.
	 * @param memory The most heap a worker may take, such as 512m.
	 * @param jvmOptions Further options of the workers' Java.
	 * @param startupTimeout How long a worker may take to be ready.
	 */
	public record WorkerProperties(@DefaultValue("2") int count, @DefaultValue("0") int maxJobs,
			@Nullable String memory, @DefaultValue List<String> jvmOptions,
			@DefaultValue("1m") Duration startupTimeout) {
	}

}
