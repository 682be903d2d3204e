package io.jobscheduler.boot.task;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;

/**
 * What a task's method is declared to return.
 *
 * @param asynchronous whether its job ends later than the call: a
 * {@link CompletionStage}, a type that Spring's {@link ReactiveAdapterRegistry} knows, or
 * a Kotlin {@code suspend} function
 * @param type of the job's value, not of what wraps it; {@code void} for none
 */
record MethodResult(boolean asynchronous, Type type) {

	private static final MethodResult LATER_WITHOUT_VALUE = new MethodResult(true, void.class);

	/**
	 * Looks at a method.
	 * @param method the method
	 * @param beanType the bean's own class, which may give values to type variables
	 */
	static MethodResult of(Method method, Class<?> beanType) {
		if (KotlinDetector.isSuspendingFunction(method)) {
			MethodResult value = of(ResolvableType.forType(continued(method), ResolvableType.forClass(beanType)));
			return new MethodResult(true, value.type());
		}
		return of(ResolvableType.forMethodReturnType(method, beanType));
	}

	/**
	 * The type of which a suspend function's continuation takes a value.
	 */
	private static Type continued(Method method) {
		Type continuation = method.getGenericParameterTypes()[method.getParameterCount() - 1];
		if (continuation instanceof ParameterizedType parameterized
				&& parameterized.getActualTypeArguments()[0] instanceof WildcardType wildcard
				&& wildcard.getLowerBounds().length == 1) {
			return wildcard.getLowerBounds()[0];
		}
		return Object.class;
	}

	private static MethodResult of(ResolvableType returned) {
		Class<?> wrapper = returned.resolve(Object.class);
		if (CompletionStage.class.isAssignableFrom(wrapper)) {
			return later(returned.as(CompletionStage.class));
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(wrapper);
		if (adapter == null) {
			return new MethodResult(false, valueType(returned));
		}
		if (adapter.isMultiValue() || adapter.isNoValue()) {
			return LATER_WITHOUT_VALUE;
		}
		return later(returned.as(adapter.getReactiveType()));
	}

	private static MethodResult later(ResolvableType wrapper) {
		return new MethodResult(true, valueType(wrapper.getGeneric()));
	}

	private static Type valueType(ResolvableType type) {
		Class<?> raw = type.resolve(Object.class);
		boolean none = raw == Void.class || raw.getName().equals("kotlin.Unit");
		return none ? void.class : withoutVariables(type);
	}

	/**
	 * The type with its variables replaced by what they stand for.
	 */
	private static Type withoutVariables(ResolvableType type) {
		Class<?> raw = type.resolve(Object.class);
		ResolvableType[] generics = type.getGenerics();
		if (raw.isArray()) {
			return (type.getType() instanceof TypeVariable) ? raw : type.getType();
		}
		if (generics.length == 0) {
			return raw;
		}
		ResolvableType[] replaced = Arrays.stream(generics)
			.map((generic) -> ResolvableType.forType(withoutVariables(generic)))
			.toArray(ResolvableType[]::new);
		return ResolvableType.forClassWithGenerics(raw, replaced).getType();
	}

}
