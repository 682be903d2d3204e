package io.jobscheduler;

final class EngineScheduler {

	private EngineScheduler() {
	}

	static Scheduler of(SchedulerBuilder builder) {
		throw new UnsupportedOperationException(builder.name);
	}

}
