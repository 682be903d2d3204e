package io.jobscheduler.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.schedule.CalendarNames;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleEdit;
import io.jobscheduler.schedule.ScheduleEdits;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.JobStoreException;
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

	private final Map<String, Long> revisions = new HashMap<>();

	/** Those that are known to fail: it is said once. */
	private final Set<String> failing = new HashSet<>();

	private boolean moved = true;

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
			if (hasChanged(calendar)) {
				logger.info("Calendar '{}' has changed", calendar.name());
				this.moved = true;
			}
		}
		if (this.moved) {
			recompute();
			this.moved = false;
		}
		return this.engine.jittered(INTERVAL);
	}

	/** A calendar that fails keeps the others from nothing. */
	private boolean hasChanged(HolidayCalendar calendar) {
		try {
			boolean reported = calendar.reload();
			Long revision = calendar.revision();
			Long last = this.revisions.put(calendar.name(), revision);
			this.failing.remove(calendar.name());
			return reported || (last != null && !last.equals(revision));
		}
		catch (RuntimeException ex) {
			if (this.failing.add(calendar.name())) {
				logger.warn("Calendar '{}' cannot be read again; its dates are those that it had, until it can",
						calendar.name(), ex);
			}
			return false;
		}
	}

	/** All that leave out any calendar, as one calendar may be made of others. */
	private void recompute() {
		JobStore store = this.engine.context().store();
		boolean anyMoved = false;
		String cursor = null;
		do {
			Page<Schedule> page = store.findSchedules(new ScheduleQuery(null, null, null, cursor, BATCH));
			for (Schedule schedule : page.items()) {
				anyMoved |= recomputeAlone(store, schedule);
			}
			cursor = page.nextCursor();
		}
		while (cursor != null);
		if (anyMoved) {
			this.schedulesChanged.run();
		}
	}

	/** A trigger or calendar that throws keeps the other schedules from nothing. */
	private boolean recomputeAlone(JobStore store, Schedule schedule) {
		try {
			return !CalendarNames.of(schedule.definition().trigger()).isEmpty() && recompute(store, schedule);
		}
		catch (JobStoreException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			logger.warn("The next fire time of schedule '{}' cannot be found again", schedule.id(), ex);
			return false;
		}
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
