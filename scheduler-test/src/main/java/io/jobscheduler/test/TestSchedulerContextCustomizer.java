package io.jobscheduler.test;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.jobscheduler.Scheduler;
import io.jobscheduler.clock.SchedulerClock;
import io.jobscheduler.engine.LoopDriver;
import io.jobscheduler.store.JobStore;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Puts a clock, loops and a store that a test controls in place of the application's.
 *
 * @param startingAt the first instant, or empty
 */
record TestSchedulerContextCustomizer(String startingAt) implements ContextCustomizer {

	private static final String STORE = "jobSchedulerStore";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		TestScheduler test = new TestScheduler(new VirtualClock(start()), () -> scheduler(context));
		BeanDefinitionRegistry beans = (BeanDefinitionRegistry) context.getBeanFactory();
		register(beans, "jobSchedulerVirtualClock", VirtualClock.class, test::clock);
		register(beans, "jobSchedulerLoopDriver", LoopDriver.class, test::loopDriver);
		register(beans, "jobSchedulerTestScheduler", TestScheduler.class, () -> test);
		register(beans, STORE, JobStore.class, test::store);
		context.addBeanFactoryPostProcessor(removeOtherStores());
		context.addApplicationListener(new Start(test));
		setProperties(context.getEnvironment());
	}

	private Instant start() {
		if (this.startingAt.isEmpty()) {
			return SchedulerClock.system().now();
		}
		try {
			return Instant.parse(this.startingAt);
		}
		catch (DateTimeParseException ex) {
			throw new IllegalArgumentException(
					"Invalid startingAt '" + this.startingAt
							+ "' of @AutoConfigureTestScheduler: an instant is expected, such as 2030-01-01T00:00:00Z",
					ex);
		}
	}

	private static Scheduler scheduler(ConfigurableApplicationContext context) {
		Scheduler scheduler = context.getBeanProvider(Scheduler.class).getIfAvailable();
		if (scheduler == null) {
			throw new IllegalStateException("There is no Scheduler bean for @AutoConfigureTestScheduler: "
					+ "scheduler-spring-boot-starter is missing, or jobscheduler.enabled is false");
		}
		return scheduler;
	}

	/** What these beans hold is closed by the scheduler. */
	private static <T> void register(BeanDefinitionRegistry beans, String name, Class<T> type, Supplier<T> bean) {
		RootBeanDefinition definition = new RootBeanDefinition(type, bean);
		definition.setDestroyMethodName("");
		beans.registerBeanDefinition(name, definition);
	}

	private static BeanFactoryPostProcessor removeOtherStores() {
		return (factory) -> {
			for (String name : factory.getBeanNamesForType(JobStore.class, true, false)) {
				if (!name.equals(STORE)) {
					((BeanDefinitionRegistry) factory).removeBeanDefinition(name);
				}
			}
		};
	}

	private static void setProperties(ConfigurableEnvironment environment) {
		Map<String, Object> properties = new HashMap<>();
		properties.put("jobscheduler.lease-duration", TestScheduler.SELDOM.toString());
		properties.put("jobscheduler.poll-interval", TestScheduler.SELDOM.toString());
		Binder.get(environment)
			.bind("jobscheduler.stores", Bindable.mapOf(String.class, Object.class))
			.ifBound((stores) -> stores.keySet()
				.forEach((name) -> properties.put("jobscheduler.stores." + name + ".type", "memory")));
		environment.getPropertySources().addFirst(new MapPropertySource("jobSchedulerTest", properties));
	}

	/** The application has started, its runners included. */
	private record Start(TestScheduler test) implements ApplicationListener<ApplicationReadyEvent>, Ordered {

		@Override
		public void onApplicationEvent(ApplicationReadyEvent event) {
			this.test.rememberStart();
		}

		@Override
		public int getOrder() {
			return Ordered.LOWEST_PRECEDENCE;
		}

	}

}
