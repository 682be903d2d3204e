package io.jobscheduler.boot.task;

import java.lang.reflect.Modifier;

import io.jobscheduler.job.TaskCall;
import io.jobscheduler.task.CallRecorder;
import io.jobscheduler.task.InvalidTaskCallException;
import io.jobscheduler.task.RecordedCall;
import io.jobscheduler.task.RecordingInvocations;

import org.springframework.cglib.core.SpringNamingPolicy;
import org.springframework.cglib.proxy.Callback;
import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.Factory;
import org.springframework.cglib.proxy.MethodInterceptor;
import org.springframework.core.NativeDetector;
import org.springframework.objenesis.SpringObjenesis;
import org.springframework.util.ClassUtils;

/**
 * Records calls of classes, with a subclass made at run time whose constructor is not
 * run; and calls of interfaces.
 */
public final class ClassCallRecorder implements CallRecorder {

	private final CallRecorder interfaces = CallRecorder.ofInterfaces();

	private final SpringObjenesis objenesis = new SpringObjenesis();

	/** Creates a recorder. */
	public ClassCallRecorder() {
	}

	@Override
	public <T> RecordedCall record(Class<T> type, TaskCall<T> call) {
		if (type.isInterface()) {
			return this.interfaces.record(type, call);
		}
		Class<?> target = ClassUtils.getUserClass(type);
		if (Modifier.isFinal(target.getModifiers())) {
			throw new InvalidTaskCallException("Calls of " + target.getName()
					+ " cannot be recorded: the class is final (as records and Kotlin classes are). Record the call on "
					+ "an interface that it implements, remove 'final', or use JobRequest.task(id).argument(…)");
		}
		RecordingInvocations invocations = new RecordingInvocations(target);
		Object proxy = proxy(target, (self, method, arguments, original) -> invocations.called(method, arguments));
		return invocations.record(type.cast(proxy), call);
	}

	private Object proxy(Class<?> target, MethodInterceptor interceptor) {
		try {
			Class<?> subclass = subclass(target);
			Object proxy = this.objenesis.newInstance(subclass);
			((Factory) proxy).setCallbacks(new Callback[] { interceptor });
			return proxy;
		}
		catch (RuntimeException | LinkageError ex) {
			InvalidTaskCallException failure = new InvalidTaskCallException(
					"Calls of " + target.getName() + " cannot be recorded: " + ex.getMessage()
							+ ". Record the call on an interface that it implements, or use JobRequest.task(id)");
			failure.initCause(ex);
			throw failure;
		}
	}

	/**
	 * Makes the subclass; CGLIB keeps it for the next time.
	 */
	private static Class<?> subclass(Class<?> target) {
		Enhancer enhancer = new Enhancer();
		enhancer.setSuperclass(target);
		enhancer.setNamingPolicy(SpringNamingPolicy.INSTANCE);
		enhancer.setAttemptLoad(NativeDetector.inNativeImage());
		enhancer.setCallbackType(MethodInterceptor.class);
		return enhancer.createClass();
	}

}
