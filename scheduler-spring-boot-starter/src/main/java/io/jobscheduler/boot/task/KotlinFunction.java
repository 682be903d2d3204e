package io.jobscheduler.boot.task;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import kotlin.coroutines.Continuation;
import kotlin.reflect.KFunction;
import kotlin.reflect.KParameter;
import kotlin.reflect.full.KCallables;
import kotlin.reflect.jvm.KCallablesJvm;
import kotlin.reflect.jvm.ReflectJvmMapping;
import org.jspecify.annotations.Nullable;

/**
 * A method as Kotlin declared it: its parameters may have default values. Apart, since
 * Kotlin's reflection may not be there.
 */
final class KotlinFunction {

	private final KFunction<?> function;

	private final List<KParameter> parameters;

	private KotlinFunction(KFunction<?> function) {
		this.function = function;
		this.parameters = KCallables.getValueParameters(function);
		KCallablesJvm.setAccessible(function, true);
	}

	/**
	 * Looks at a method.
	 * @return the function, or {@code null} if no parameter of it has a default value
	 */
	static @Nullable KotlinFunction withDefaults(Method method) {
		KFunction<?> function = ReflectJvmMapping.getKotlinFunction(method);
		if (function == null || KCallables.getValueParameters(function).stream().noneMatch(KParameter::isOptional)) {
			return null;
		}
		return new KotlinFunction(function);
	}

	boolean isOptional(int parameter) {
		return this.parameters.get(parameter).isOptional();
	}

	/**
	 * Whether an argument is missing that has a default value and cannot be {@code null}.
	 */
	boolean needsDefaults(@Nullable Object[] arguments) {
		for (int index = 0; index < arguments.length; index++) {
			if (arguments[index] == null && hasDefault(this.parameters.get(index))) {
				return true;
			}
		}
		return false;
	}

	private static boolean hasDefault(KParameter parameter) {
		return parameter.isOptional() && !parameter.getType().isMarkedNullable();
	}

	/**
	 * Calls the function with default values for what is missing.
	 * @param continuation where it goes on, {@code null} if it is no {@code suspend}
	 * function
	 */
	@SuppressWarnings("unchecked")
	@Nullable Object call(Object bean, @Nullable Object[] arguments, @Nullable Object continuation) {
		Map<KParameter, @Nullable Object> named = named(bean, arguments);
		return (continuation != null)
				? KCallables.callSuspendBy(this.function, named, (Continuation<Object>) continuation)
				: this.function.callBy(named);
	}

	private Map<KParameter, @Nullable Object> named(Object bean, @Nullable Object[] arguments) {
		Map<KParameter, @Nullable Object> named = new HashMap<>();
		KParameter instance = KCallables.getInstanceParameter(this.function);
		if (instance != null) {
			named.put(instance, bean);
		}
		for (int index = 0; index < arguments.length; index++) {
			KParameter parameter = this.parameters.get(index);
			if (arguments[index] != null || !hasDefault(parameter)) {
				named.put(parameter, arguments[index]);
			}
		}
		return named;
	}

}
