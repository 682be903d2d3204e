package io.jobscheduler.boot.aot;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;

import io.jobscheduler.boot.task.TaskMethodScanner;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Tells native images about the methods of tasks, which are invoked by reflection, and
 * about the types of their arguments and values, which are read from and written as JSON.
 */
final class TaskMethodAotProcessor implements BeanFactoryInitializationAotProcessor {

	@Override
	public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
			ConfigurableListableBeanFactory beanFactory) {
		List<Method> methods = new TaskMethodScanner(beanFactory).methods();
		if (methods.isEmpty()) {
			return null;
		}
		return (context, code) -> methods.forEach((method) -> register(method, context.getRuntimeHints()));
	}

	private static void register(Method method, RuntimeHints hints) {
		hints.reflection().registerMethod(method, ExecutableMode.INVOKE);
		BindingReflectionHintsRegistrar json = new BindingReflectionHintsRegistrar();
		json.registerReflectionHints(hints.reflection(), method.getGenericParameterTypes());
		if (method.getReturnType() != void.class) {
			json.registerReflectionHints(hints.reflection(), new Type[] { method.getGenericReturnType() });
		}
	}

}
