package io.jobscheduler.boot.task;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.task.ScheduledJobs;
import io.jobscheduler.task.Task;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotationPredicates;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.RepeatableContainers;
import org.springframework.util.ClassUtils;

/**
 * Finds the annotated methods of all beans by their types. No bean is created for it.
 */
public final class TaskMethodScanner {

	private static final List<Class<? extends java.lang.annotation.Annotation>> ANNOTATIONS = List.of(Task.class,
			ScheduledJob.class, ScheduledJobs.class);

	private final ConfigurableListableBeanFactory beanFactory;

	/**
	 * Creates a scanner.
	 * @param beanFactory has the beans
	 */
	public TaskMethodScanner(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Finds the methods.
	 * @return the methods of the beans' own classes
	 */
	public List<Method> methods() {
		return scan().stream().map(TaskMethod::method).distinct().toList();
	}

	List<TaskMethod> scan() {
		List<TaskMethod> found = new ArrayList<>();
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(beanName) ? null : targetType(beanName);
			if (type != null && AnnotationUtils.isCandidateClass(type, ANNOTATIONS)) {
				found.addAll(inspect(beanName, type));
			}
		}
		return found;
	}

	private @Nullable Class<?> targetType(String beanName) {
		Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
		if (type != null && ScopedObject.class.isAssignableFrom(type)) {
			type = AutoProxyUtils.determineTargetClass(this.beanFactory, ScopedProxyUtils.getTargetBeanName(beanName));
		}
		if (type != null && Proxy.isProxyClass(type) && this.beanFactory.containsSingleton(beanName)) {
			type = AopProxyUtils.ultimateTargetClass(this.beanFactory.getBean(beanName));
		}
		return (type != null) ? ClassUtils.getUserClass(type) : null;
	}

	private static List<TaskMethod> inspect(String beanName, Class<?> type) {
		MethodIntrospector.MetadataLookup<TaskMethod> lookup = (method) -> inspect(beanName, type, method);
		return List.copyOf(MethodIntrospector.selectMethods(type, lookup).values());
	}

	private static @Nullable TaskMethod inspect(String beanName, Class<?> type, Method method) {
		Task task = AnnotatedElementUtils.findMergedAnnotation(method, Task.class);
		List<ScheduledJob> schedules = MergedAnnotations
			.from(method, SearchStrategy.TYPE_HIERARCHY, RepeatableContainers.standardRepeatables())
			.stream(ScheduledJob.class)
			.filter(MergedAnnotationPredicates.firstRunOf(MergedAnnotation::getAggregateIndex))
			.map(MergedAnnotation::synthesize)
			.toList();
		boolean annotated = task != null || !schedules.isEmpty();
		return annotated ? new TaskMethod(beanName, type, method, task, schedules) : null;
	}

}
