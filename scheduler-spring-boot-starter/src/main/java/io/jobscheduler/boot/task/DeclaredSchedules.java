package io.jobscheduler.boot.task;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import io.jobscheduler.ScheduleRequest;

/**
 * The schedules that the application declares. They are known once all singletons have
 * been created, which is before the scheduler starts.
 */
public final class DeclaredSchedules implements Supplier<Collection<ScheduleRequest>> {

	private volatile List<ScheduleRequest> schedules = List.of();

	DeclaredSchedules() {
	}

	void set(List<ScheduleRequest> declared) {
		this.schedules = List.copyOf(declared);
	}

	@Override
	public Collection<ScheduleRequest> get() {
		return this.schedules;
	}

}
