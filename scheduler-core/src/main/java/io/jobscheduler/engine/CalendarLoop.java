package io.jobscheduler.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.schedule.CalendarNames;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleEdit;
import io.jobscheduler.schedule.ScheduleEdits;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.Page;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.store.ScheduleReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads calendars again, and finds the next fire times of the schedules that leave them
 * out. What a node reads is not kept in the store; so it looks through the schedules once
 * when it starts, and whenever a calendar has changed.
 */
final class CalendarLoop implements EngineLoop {

	private static final Logger logger = LoggerFactory.getLogger(CalendarLoop.class);

	private static final Duration INTERVAL = Duration.ofMinutes(1);

	private static final int BATCH = 500;

	private final EngineParts engine;

	private final Collection<HolidayCalendar> calendars;

	private final Runnable schedulesChanged;

	private Set<String> changed;

	/**
	 * A loop that has not run.
	 * @param engine the engine
	 * @param calendars the calendars that this node knows
	 * @param schedulesChanged told when a next fire time has changed
	 */
	CalendarLoop(EngineParts engine, Collection<HolidayCalendar> calendars, Runnable schedulesChanged) {
		this.engine = engine;
		this.calendars = calendars;
		this.schedulesChanged = schedulesChanged;
		this.changed = calendars.stream().map(HolidayCalendar::name).collect(Collectors.toSet());
	}

	@Override
	public String name() {
		return "calendars";
	}

	boolean hasAny() {
		return !this.calendars.isEmpty();
	}

	/** What has changed stays so until the store has answered. */
	@Override
	public Duration runOnce() {
		for (HolidayCalendar calendar : this.calendars) {
			if (calendar.reload()) {
				logger.info("Calendar '{}' has changed", calendar.name());
				this.changed.add(calendar.name());
			}
		}
		if (!this.changed.isEmpty()) {
			recompute();
			this.changed.clear();
		}
		return this.engine.jittered(INTERVAL);
	}

	private void recompute() {
		JobStore store = this.engine.context().store();
		boolean anyMoved = false;
		String cursor = null;
		do {
			Page<Schedule> page = store.findSchedules(new ScheduleQuery(null, null, null, cursor, BATCH));
			for (Schedule schedule : page.items()) {
				if (isConcerned(schedule)) {
					anyMoved |= recompute(store, schedule);
				}
			}
			cursor = page.nextCursor();
		}
		while (cursor != null);
		if (anyMoved) {
			this.schedulesChanged.run();
		}
	}

	private boolean isConcerned(Schedule schedule) {
		return !Collections.disjoint(CalendarNames.of(schedule.definition().trigger()), this.changed);
	}

	/** Decides first without a lock, as most schedules do not move. */
	private boolean recompute(JobStore store, Schedule schedule) {
		ScheduleEdit edit = ScheduleEdits.recompute();
		if (edit.decide(schedule, this.engine.storeTime().now()) instanceof ScheduleEdit.Leave) {
			return false;
		}
		ScheduleReply reply = store.changeSchedules(List.of(new ScheduleChange(schedule.id(), edit))).get(0);
		if (reply.decision() instanceof ScheduleEdit.Leave) {
			return false;
		}
		logger.info("Schedule '{}' fires next at {}, as its calendar has changed", schedule.id(),
				nextFireTime(reply.after()));
		this.engine.events()
			.publish(new SchedulerEvent.ScheduleChanged(this.engine.storeName(), reply.before(), reply.after()));
		return true;
	}

	private static @Nullable Object nextFireTime(@Nullable Schedule schedule) {
		return (schedule != null) ? schedule.status().nextFireTime() : null;
	}

}
