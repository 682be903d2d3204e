package io.jobscheduler.task;

import java.lang.reflect.Proxy;

import io.jobscheduler.job.TaskCall;

final class InterfaceCallRecorder implements CallRecorder {

	@Override
	public <T> RecordedCall record(Class<T> type, TaskCall<T> call) {
		if (!type.isInterface()) {
			throw new InvalidTaskCallException("Calls of the class " + type.getName()
					+ " cannot be recorded here, only those of interfaces; use JobRequest.task(id)");
		}
		RecordingInvocations invocations = new RecordingInvocations(type);
		T proxy = type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (self, method,
				arguments) -> invocations.called(method, (arguments != null) ? arguments : new Object[0])));
		return invocations.record(proxy, call);
	}

}
