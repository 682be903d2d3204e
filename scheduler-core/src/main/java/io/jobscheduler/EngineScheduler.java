package io.jobscheduler;

final class EngineScheduler {

	private EngineScheduler() {
	}

	@SuppressWarnings("DoNotCallSuggester")
	static Scheduler of(SchedulerBuilder builder) {
		throw new UnsupportedOperationException(builder.name);
	}

}
