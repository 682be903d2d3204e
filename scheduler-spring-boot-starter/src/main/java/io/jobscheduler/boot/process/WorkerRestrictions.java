package io.jobscheduler.boot.process;

import java.util.List;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * What does not happen in a worker: nothing that has a lifecycle is started, such as
 * message listeners, web servers, and the scheduler itself, but for what is on a list;
 * and no bean hears that the context was refreshed, which is what starts
 * {@code @Scheduled} methods. Runners are not called, since a worker's context is not
 * that of a running application. Events of the application's own are heard.
 */
final class WorkerRestrictions {

	/** Without being started, these do not work. */
	private static final List<String> STARTED = List.of(
			"org.springframework.data.redis.connection.RedisConnectionFactory",
			"org.springframework.data.redis.connection.ReactiveRedisConnectionFactory",
			"org.springframework.http.client.ReactorResourceFactory");

	private WorkerRestrictions() {
	}

	static void apply(ConfigurableApplicationContext context) {
		ConfigurableListableBeanFactory beans = context.getBeanFactory();
		beans.registerSingleton(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME, new ListedLifecycles(beans));
		beans.registerSingleton(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
				new QuietMulticaster(beans));
	}

	/** Starts what is on the list. */
	private static final class ListedLifecycles implements LifecycleProcessor {

		private final ConfigurableListableBeanFactory beans;

		private volatile boolean running;

		ListedLifecycles(ConfigurableListableBeanFactory beans) {
			this.beans = beans;
		}

		private List<Lifecycle> listed() {
			return this.beans.getBeansOfType(Lifecycle.class, false, false)
				.values()
				.stream()
				.filter(ListedLifecycles::isListed)
				.toList();
		}

		private static boolean isListed(Lifecycle bean) {
			ClassLoader loader = bean.getClass().getClassLoader();
			return STARTED.stream()
				.filter((type) -> ClassUtils.isPresent(type, loader))
				.anyMatch((type) -> ClassUtils.resolveClassName(type, loader).isInstance(bean));
		}

		@Override
		public void onRefresh() {
			start();
		}

		@Override
		public void onClose() {
			stop();
		}

		@Override
		public void start() {
			listed().stream().filter((bean) -> !bean.isRunning()).forEach(Lifecycle::start);
			this.running = true;
		}

		@Override
		public void stop() {
			listed().stream().filter(Lifecycle::isRunning).forEach(Lifecycle::stop);
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

	/** Says nothing of the context. */
	private static final class QuietMulticaster extends SimpleApplicationEventMulticaster {

		QuietMulticaster(ConfigurableListableBeanFactory beans) {
			super(beans);
		}

		@Override
		public void multicastEvent(ApplicationEvent event, @org.jspecify.annotations.Nullable ResolvableType type) {
			if (!(event instanceof ApplicationContextEvent)) {
				super.multicastEvent(event, type);
			}
		}

	}

}
