package io.jobscheduler.clock;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

enum SystemClock implements SchedulerClock {

	INSTANCE;

	@Override
	public Instant now() {
		return Instant.now().truncatedTo(ChronoUnit.MICROS);
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

}
