package io.jobscheduler.boot.actuate;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;

import io.jobscheduler.boot.JobStoreDecorator;
import io.jobscheduler.store.JobStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Times the calls of a job store: {@code jobscheduler.store}, by step.
 */
public class TimedJobStore implements JobStoreDecorator {

	private static final Set<String> NOT_A_STEP = Set.of("describe", "subscribe", "sendHint", "afterCommit",
			"inCallersTransaction", "supportsTransactionalRuns", "completeInTransaction", "close");

	private final MeterRegistry registry;

	/**
	 * Creates a decorator.
	 * @param registry holds the timers
	 */
	public TimedJobStore(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public JobStore decorate(String name, JobStore store) {
		InvocationHandler handler = (proxy, method, arguments) -> isStep(method) ? timed(name, store, method, arguments)
				: invoke(store, method, arguments);
		return (JobStore) Proxy.newProxyInstance(JobStore.class.getClassLoader(), new Class<?>[] { JobStore.class },
				handler);
	}

	private static boolean isStep(Method method) {
		return method.getDeclaringClass() == JobStore.class && !NOT_A_STEP.contains(method.getName());
	}

	private @Nullable Object timed(String name, JobStore store, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		Timer.Sample sample = Timer.start(this.registry);
		String outcome = "error";
		try {
			Object result = invoke(store, method, arguments);
			outcome = "success";
			return result;
		}
		finally {
			sample.stop(this.registry.timer("jobscheduler.store", "step", method.getName(), "outcome", outcome, "store",
					name));
		}
	}

	private static @Nullable Object invoke(JobStore store, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		try {
			return method.invoke(store, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

}
