package io.jobscheduler.executor.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.jobscheduler.executor.ExecutableJob;
import io.jobscheduler.executor.JobExecutor;
import io.jobscheduler.executor.process.WorkerPool.PoolSettings;
import org.jspecify.annotations.Nullable;

/**
 * Runs each job in one of a number of worker processes, which are kept warm: a job that
 * crashes, exits, or takes all memory ends its worker and no more; one that is cancelled
 * or timed out is really stopped, for its worker is killed. Arguments and values cross as
 * payloads. A worker that ends is replaced.
 */
public final class ProcessJobExecutor implements JobExecutor {

	private final int slots;

	private final WorkerPool pool;

	private ProcessJobExecutor(Builder builder, List<String> command) {
		this.slots = builder.workers;
		this.pool = new WorkerPool(new PoolSettings(builder.name, builder.workers, command, builder.maxJobsPerWorker,
				builder.startupTimeout));
	}

	/**
	 * Starts to build an executor.
	 * @param name what its workers are called
	 * @return a builder
	 */
	public static Builder builder(String name) {
		return new Builder(name);
	}

	@Override
	public int slots() {
		return this.slots;
	}

	@Override
	public boolean runsOnOneThread() {
		return false;
	}

	@Override
	public void start() {
		this.pool.start();
	}

	@Override
	public void execute(ExecutableJob job) {
		this.pool.start();
		job.run(this.pool::invoke);
	}

	/**
	 * The workers that are ready.
	 * @return their process ids
	 */
	public List<Long> workers() {
		return this.pool.pids();
	}

	@Override
	public void close() {
		this.pool.close();
	}

	/** Builds an executor. */
	public static final class Builder {

		private final String name;

		private int workers = 2;

		private int maxJobsPerWorker;

		private Duration startupTimeout = Duration.ofMinutes(1);

		private @Nullable String memory;

		private List<String> jvmOptions = List.of();

		private List<String> main = List.of();

		private Builder(String name) {
			this.name = Objects.requireNonNull(name, "name");
		}

		/**
		 * How many processes there are, and so how many jobs run at once; 2 unless told.
		 * @param count at least 1
		 * @return this
		 * @throws IllegalArgumentException if there are less
		 */
		public Builder workers(int count) {
			this.workers = atLeast(1, count, "number of workers");
			return this;
		}

		/**
		 * After how many jobs a worker is replaced by a fresh one.
		 * @param count the number; 0 for never, as it is unless told
		 * @return this
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder maxJobsPerWorker(int count) {
			this.maxJobsPerWorker = atLeast(0, count, "number of jobs per worker");
			return this;
		}

		private int atLeast(int least, int count, String what) {
			if (count < least) {
				throw new IllegalArgumentException("Invalid " + what + " " + count + " of executor '" + this.name
						+ "': allowed " + least + " and above");
			}
			return count;
		}

		/**
		 * How long a worker may take to be ready; a minute unless told.
		 * @param timeout more than zero
		 * @return this
		 */
		public Builder startupTimeout(Duration timeout) {
			this.startupTimeout = timeout;
			return this;
		}

		/**
		 * The most heap a worker may take; what Java takes unless told.
		 * @param size as {@code -Xmx} wants it, such as {@code 512m}
		 * @return this
		 * @throws IllegalArgumentException if it is something else
		 */
		public Builder memory(String size) {
			if (!size.matches("\\d+[kKmMgG]?")) {
				throw new IllegalArgumentException("Invalid memory '" + size + "' of executor '" + this.name
						+ "': a number with its unit is expected, such as 512m");
			}
			this.memory = size;
			return this;
		}

		/**
		 * Further options of the workers' Java.
		 * @param options such as {@code -XX:+UseSerialGC}
		 * @return this
		 */
		public Builder jvmOptions(List<String> options) {
			this.jvmOptions = List.copyOf(options);
			return this;
		}

		/**
		 * What a worker runs.
		 * @param type has a public constructor without parameters
		 * @return this
		 */
		public Builder application(Class<? extends WorkerApplication> type) {
			return main(
					List.of("-cp", System.getProperty("java.class.path"), JobWorker.class.getName(), type.getName()));
		}

		/**
		 * What comes after the options of Java: a class path, a main class that calls
		 * {@link JobWorker}, and its arguments.
		 * @param arguments the arguments of the {@code java} command
		 * @return this
		 */
		public Builder main(List<String> arguments) {
			this.main = List.copyOf(arguments);
			return this;
		}

		/**
		 * Builds the executor. Workers are started with the scheduler.
		 * @return the executor
		 * @throws IllegalStateException if it is not said what a worker runs
		 */
		public ProcessJobExecutor build() {
			if (this.main.isEmpty()) {
				throw new IllegalStateException(
						"What do the workers of executor '" + this.name + "' run? Call application(…)");
			}
			List<String> command = new ArrayList<>();
			command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
			command.add("-XX:+ExitOnOutOfMemoryError");
			if (this.memory != null) {
				command.add("-Xmx" + this.memory);
			}
			command.addAll(this.jvmOptions);
			command.addAll(this.main);
			return new ProcessJobExecutor(this, List.copyOf(command));
		}

	}

}
