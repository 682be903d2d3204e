package io.jobscheduler.boot.task;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.KotlinDetector;
import org.springframework.util.ReflectionUtils;

/**
 * The method to invoke on a bean as it is, which may be a proxy.
 *
 * @param beanType the bean's class
 * @param method the method, accessible
 * @param function the method as Kotlin sees it, {@code null} if that makes no difference
 */
record BeanMethod(Class<?> beanType, Method method, @Nullable KotlinFunction function) {

	/**
	 * Finds the method to invoke.
	 * @throws io.jobscheduler.boot.InvalidConfigurationException if the bean is a proxy
	 * through which the method cannot be called
	 */
	static BeanMethod of(TaskMethod declared, Object bean) {
		Method method = declared.method();
		if (AopUtils.isJdkDynamicProxy(bean)) {
			method = onInterface(declared, bean);
		}
		else if (AopUtils.isCglibProxy(bean) && Modifier.isFinal(method.getModifiers())) {
			throw TaskMethodRules.refused(declared, "is final, and the bean is proxied, so a call would not reach it",
					"Remove 'final'; in Kotlin, add 'open' or use the kotlin-spring compiler plugin");
		}
		ReflectionUtils.makeAccessible(method);
		return new BeanMethod(bean.getClass(), method, function(method));
	}

	private static Method onInterface(TaskMethod declared, Object bean) {
		try {
			return AopUtils.selectInvocableMethod(declared.method(), bean.getClass());
		}
		catch (IllegalStateException ex) {
			throw TaskMethodRules.refused(declared,
					"cannot be called: the bean is a JDK proxy, and none of its interfaces has the method",
					"Declare the method in an interface of the bean, or let the bean be proxied by its class "
							+ "(spring.aop.proxy-target-class=true, or proxyTargetClass=true where the proxy is made)");
		}
	}

	/**
	 * The method as Kotlin sees it.
	 * @return {@code null} if no parameter has a default value, or Kotlin's reflection is
	 * not there to tell
	 */
	static @Nullable KotlinFunction function(Method method) {
		boolean kotlin = KotlinDetector.isKotlinReflectPresent()
				&& KotlinDetector.isKotlinType(method.getDeclaringClass());
		return kotlin ? KotlinFunction.withDefaults(method) : null;
	}

	/**
	 * Invokes the method.
	 * @return its value, or what its value will come from
	 */
	@Nullable Object invoke(Object bean, @Nullable Object[] arguments) throws Exception {
		if (KotlinDetector.isSuspendingFunction(this.method)) {
			return SuspendFunction.later((continuation) -> call(bean, arguments, continuation));
		}
		return call(bean, arguments, null);
	}

	private @Nullable Object call(Object bean, @Nullable Object[] arguments, @Nullable Object continuation)
			throws Exception {
		try {
			if (this.function != null && this.function.needsDefaults(arguments)) {
				return this.function.call(bean, arguments, continuation);
			}
			return this.method.invoke(bean, (continuation != null) ? append(arguments, continuation) : arguments);
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
			throw ex;
		}
	}

	private static @Nullable Object[] append(@Nullable Object[] arguments, Object last) {
		@Nullable Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
		all[arguments.length] = last;
		return all;
	}

}
