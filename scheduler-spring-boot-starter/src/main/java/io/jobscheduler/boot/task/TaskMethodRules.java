package io.jobscheduler.boot.task;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;

import io.jobscheduler.boot.InvalidConfigurationException;
import io.jobscheduler.task.ScheduledJob;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;

/**
 * Refuses annotated methods that could not work.
 */
final class TaskMethodRules {

	private static final Set<String> REFUSED_SCOPES = Set.of("request", "session");

	private final ConfigurableListableBeanFactory beanFactory;

	TaskMethodRules(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	void check(TaskMethod method) {
		checkModifiers(method);
		checkParameters(method);
		checkAsync(method);
		checkTransactional(method);
		checkScope(method);
		if (this.beanFactory.containsSingleton(method.beanName())) {
			BeanMethod.of(method, this.beanFactory.getBean(method.beanName()));
		}
	}

	private static void checkModifiers(TaskMethod method) {
		int modifiers = method.method().getModifiers();
		if (Modifier.isPrivate(modifiers)) {
			throw refused(method, "is private, so a call through the bean's proxy would pass it by",
					"Make it package-private, protected or public");
		}
		if (Modifier.isStatic(modifiers)) {
			throw refused(method, "is static, so it is not the bean's", "Make it a method of the bean");
		}
		if (method.task() != null && Modifier.isFinal(modifiers)) {
			throw refused(method, "is final, so a call of it cannot be recorded",
					"Remove 'final'; in Kotlin, add 'open' or use the kotlin-spring compiler plugin");
		}
	}

	private static void checkParameters(TaskMethod method) {
		if (!method.schedules().isEmpty() && method.parameterCount() > 0) {
			String id = method.schedules().get(0).id();
			throw new InvalidConfigurationException(
					"@ScheduledJob '" + id + "' on " + method.name() + " has parameters: a schedule that is declared "
							+ "has no arguments to give",
					"Remove the parameters of " + method.source()
							+ "() and use JobContext.current() for the fire time and the job; or make it a @Task, and "
							+ "add a schedule with arguments by Scheduler.addSchedule(…)");
		}
	}

	private static void checkAsync(TaskMethod method) {
		Method code = method.method();
		if (AnnotatedElementUtils.hasAnnotation(code, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(code.getDeclaringClass(), Async.class)) {
			throw refused(method, "is @Async: its job would end before the work does, and a failure would go unnoticed",
					"Remove @Async; the scheduler already runs the method on a thread of its own");
		}
	}

	private static void checkTransactional(TaskMethod method) {
		boolean transactional = (method.task() != null) ? method.task().transactional()
				: method.schedules().stream().anyMatch(ScheduledJob::transactional);
		if (transactional && MethodResult.of(method.method(), method.beanType()).asynchronous()) {
			throw refused(method,
					"is transactional and works asynchronously, and a transaction belongs to the thread that began it",
					"Remove 'transactional', or let the method return its value itself");
		}
	}

	private void checkScope(TaskMethod method) {
		String name = ScopedProxyUtils.getTargetBeanName(method.beanName());
		String definition = this.beanFactory.containsBeanDefinition(name) ? name : method.beanName();
		if (!this.beanFactory.containsBeanDefinition(definition)) {
			return;
		}
		String scope = this.beanFactory.getMergedBeanDefinition(definition).getScope();
		if (scope != null && REFUSED_SCOPES.contains(scope)) {
			throw refused(method,
					"belongs to a bean of scope '" + scope + "', and no " + scope + " is there when a job runs",
					"Move the method to a singleton or prototype bean");
		}
	}

	static InvalidConfigurationException refused(TaskMethod method, String reason, String action) {
		return new InvalidConfigurationException(
				method.annotation() + " method " + method.name() + " (" + method.source() + ") " + reason,
				action + ".");
	}

}
