package io.jobscheduler.boot.task;

import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.TaskHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * Runs a task's method on its bean, through the bean's proxy if it has one. The bean is
 * looked up for each run, so that it is created when it is first needed, and a prototype
 * every time. A value that comes later is one of a
 * {@link java.util.concurrent.CompletionStage}.
 */
final class BeanMethodHandler implements TaskHandler {

	private final BeanFactory beanFactory;

	private final TaskMethod declared;

	private volatile @Nullable BeanMethod last;

	BeanMethodHandler(BeanFactory beanFactory, TaskMethod declared) {
		this.beanFactory = beanFactory;
		this.declared = declared;
	}

	@Override
	public @Nullable Object run(JobContext context, @Nullable Object[] arguments) throws Exception {
		Object bean = this.beanFactory.getBean(this.declared.beanName());
		return LaterValue.of(method(bean).invoke(bean, arguments), context);
	}

	private BeanMethod method(Object bean) {
		BeanMethod method = this.last;
		if (method == null || method.beanType() != bean.getClass()) {
			method = BeanMethod.of(this.declared, bean);
			this.last = method;
		}
		return method;
	}

}
