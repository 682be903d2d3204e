package io.jobscheduler.boot.task;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The method to invoke on a bean as it is, which may be a proxy.
 *
 * @param beanType the bean's class
 * @param method the method, accessible
 */
record BeanMethod(Class<?> beanType, Method method) {

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
		return new BeanMethod(bean.getClass(), method);
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

	@Nullable Object invoke(Object bean, @Nullable Object[] arguments) throws Exception {
		try {
			return this.method.invoke(bean, arguments);
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
			throw ex;
		}
	}

}
