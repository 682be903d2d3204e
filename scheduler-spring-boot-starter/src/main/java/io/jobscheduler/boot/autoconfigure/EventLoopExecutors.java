package io.jobscheduler.boot.autoconfigure;

import io.jobscheduler.boot.autoconfigure.ExecutorFactory.ExecutorSettings;
import io.jobscheduler.executor.JobExecutor;
import io.jobscheduler.executor.netty.EventLoopJobExecutor;
import io.netty.channel.EventLoopGroup;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Makes executors of event loops. Apart from the other ones, so that Netty is not needed
 * for those.
 */
final class EventLoopExecutors {

	private EventLoopExecutors() {
	}

	/** On the application's group, if it has exactly one, or else on one of its own. */
	static JobExecutor create(ListableBeanFactory beans, String label, ExecutorSettings settings) {
		int maxConcurrency = settings.maxConcurrency(EventLoopJobExecutor.DEFAULT_CONCURRENCY);
		EventLoopGroup group = beans.getBeanProvider(EventLoopGroup.class).getIfUnique();
		if (group != null) {
			settings.refuseThreads();
			return EventLoopJobExecutor.on(group, maxConcurrency);
		}
		return EventLoopJobExecutor.create(label, settings.threads(Runtime.getRuntime().availableProcessors()),
				maxConcurrency);
	}

}
