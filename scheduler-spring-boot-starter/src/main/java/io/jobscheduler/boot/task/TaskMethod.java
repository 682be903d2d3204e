package io.jobscheduler.boot.task;

import java.lang.reflect.Method;
import java.util.List;

import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.task.Task;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;

/**
 * An annotated method of a bean: a task, schedules of it, or both.
 *
 * @param beanName the bean's name
 * @param beanType the bean's own class
 * @param method the method of the bean's own class, not of its proxy
 * @param task the annotation, {@code null} if there is none
 * @param schedules the annotations; none only if there is a task
 */
record TaskMethod(String beanName, Class<?> beanType, Method method, @Nullable Task task,
		List<ScheduledJob> schedules) {

	/**
	 * How many arguments a job gives it. Where a Kotlin {@code suspend} function goes on
	 * is not one.
	 */
	int parameterCount() {
		int count = this.method.getParameterCount();
		return KotlinDetector.isSuspendingFunction(this.method) ? count - 1 : count;
	}

	/**
	 * Where it is, in short: {@code reports.nightly}.
	 */
	String name() {
		return this.beanName + "." + this.method.getName();
	}

	/**
	 * Where it is, to be found in the sources.
	 */
	String source() {
		return this.method.getDeclaringClass().getName() + "." + this.method.getName();
	}

	String annotation() {
		return (this.task != null) ? "@Task" : "@ScheduledJob";
	}

	@Override
	public String toString() {
		return "bean '" + this.beanName + "', " + source() + "()";
	}

}
