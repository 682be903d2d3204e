package io.jobscheduler.boot.autoconfigure;

import java.util.function.Supplier;

import io.jobscheduler.boot.InvalidConfigurationException;
import io.jobscheduler.boot.autoconfigure.JobSchedulerProperties.ExecutorProperties;
import io.jobscheduler.executor.InlineJobExecutor;
import io.jobscheduler.executor.JobExecutor;
import io.jobscheduler.executor.ReactiveJobExecutor;
import io.jobscheduler.executor.ThreadPoolJobExecutor;
import io.jobscheduler.executor.VirtualThreadJobExecutor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Makes executors of properties.
 */
final class ExecutorFactory {

	private static final String TYPES = "thread-pool, virtual, reactive, event-loop, process or inline";

	private static final String NETTY = "io.netty.channel.EventLoopGroup";

	private static final int DEFAULT_THREADS = 10;

	private final ListableBeanFactory beans;

	ExecutorFactory(ListableBeanFactory beans) {
		this.beans = beans;
	}

	JobExecutor create(String name, ExecutorProperties properties) {
		ExecutorSettings settings = new ExecutorSettings("jobscheduler.executors." + name, properties);
		if (!properties.type().equals("process")) {
			settings.refuse("workers", properties.workers());
		}
		String label = "jobscheduler-" + name;
		return switch (properties.type()) {
			case "thread-pool" -> {
				settings.refuseMaxConcurrency();
				yield settings.valid(() -> new ThreadPoolJobExecutor(label, settings.threads(DEFAULT_THREADS)));
			}
			case "inline" -> {
				settings.refuseMaxConcurrency();
				settings.refuseThreads();
				yield new InlineJobExecutor();
			}
			case "virtual" -> {
				settings.refuseThreads();
				yield settings.valid(() -> new VirtualThreadJobExecutor(label,
						settings.maxConcurrency(VirtualThreadJobExecutor.DEFAULT_CONCURRENCY)));
			}
			case "reactive" -> {
				settings.refuseThreads();
				yield settings.valid(() -> new ReactiveJobExecutor(label,
						settings.maxConcurrency(ReactiveJobExecutor.DEFAULT_CONCURRENCY)));
			}
			case "event-loop" -> eventLoop(label, settings);
			case "process" -> {
				settings.refuseThreads();
				settings.refuseMaxConcurrency();
				yield settings.valid(() -> new ProcessExecutors(this.beans).create(label, settings));
			}
			default -> throw new InvalidConfigurationException(
					"Unknown executor type '" + properties.type() + "' in property '" + settings.property("type") + "'",
					"Set the property to " + TYPES + ".");
		};
	}

	private JobExecutor eventLoop(String label, ExecutorSettings settings) {
		if (!ClassUtils.isPresent(NETTY, getClass().getClassLoader())) {
			throw new InvalidConfigurationException(
					"The executor of property '" + settings.property("type")
							+ "' needs Netty, which is not on the class path",
					"Add the dependency io.netty:netty-transport, or set the property to another type.");
		}
		return settings.valid(() -> EventLoopExecutors.create(this.beans, label, settings));
	}

	/**
	 * The settings of one executor, and what is wrong with them.
	 *
	 * @param prefix the prefix of its properties
	 * @param properties their values
	 */
	record ExecutorSettings(String prefix, ExecutorProperties properties) {

		String property(String name) {
			return this.prefix + "." + name;
		}

		int threads(int fallback) {
			return atLeastOne("threads", this.properties.threads(), fallback);
		}

		int maxConcurrency(int fallback) {
			return atLeastOne("max-concurrency", this.properties.maxConcurrency(), fallback);
		}

		private int atLeastOne(String name, @Nullable Integer value, int fallback) {
			if (value != null && value < 1) {
				throw new InvalidConfigurationException(
						"Invalid value '" + value + "' of property '" + property(name) + "': allowed 1 and above",
						"Change the property.");
			}
			return (value != null) ? value : fallback;
		}

		void refuseThreads() {
			refuse("threads", this.properties.threads());
		}

		void refuseMaxConcurrency() {
			refuse("max-concurrency", this.properties.maxConcurrency());
		}

		void refuse(String name, @Nullable Object value) {
			if (value != null) {
				throw new InvalidConfigurationException(
						"Property '" + property(name) + "' means nothing to an executor of type '"
								+ this.properties.type() + "'",
						"Remove the property, or change '" + property("type") + "'.");
			}
		}

		<T> T valid(Supplier<T> factory) {
			try {
				return factory.get();
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidConfigurationException(
						"Invalid executor of property '" + property("type") + "': " + ex.getMessage(),
						"Change the properties under '" + this.prefix + "'.", ex);
			}
		}

	}

}
