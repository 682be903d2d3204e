package io.jobscheduler.boot.task;

/**
 * Refuses a method that works on its caller's thread, where that thread is one of few
 * that must not be held up.
 */
final class AsynchronousTaskRule {

	private AsynchronousTaskRule() {
	}

	/**
	 * Checks the method of a task on an executor for asynchronous ones.
	 * @param executor the executor's name
	 * @param type the executor's type
	 * @throws io.jobscheduler.boot.InvalidConfigurationException if the method is not
	 * declared to return a value that comes later
	 */
	static void check(TaskMethod method, String executor, String type) {
		if (MethodResult.of(method.method(), method.beanType()).asynchronous()) {
			return;
		}
		throw TaskMethodRules.refused(method,
				"returns " + method.method().getReturnType().getSimpleName()
						+ ", so it would hold up a thread of executor '" + executor + "', which is of type " + type
						+ " and for asynchronous tasks alone",
				"Return a CompletionStage, a Mono, a Flux or another reactive type, make it a suspend function in Kotlin, "
						+ "or name an executor of type thread-pool or virtual");
	}

}
