package io.jobscheduler.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Limits;
import io.jobscheduler.schedule.Schedule.Declaration;
import io.jobscheduler.schedule.Schedule.Runs;
import io.jobscheduler.schedule.Schedule.Status;
import io.jobscheduler.schedule.ScheduleEdit.Decision;
import io.jobscheduler.schedule.ScheduleEdit.Leave;
import io.jobscheduler.schedule.ScheduleEdit.Reason;
import io.jobscheduler.schedule.ScheduleEdit.Remove;
import io.jobscheduler.schedule.ScheduleEdit.Write;
import io.jobscheduler.trigger.DateTrigger;
import io.jobscheduler.trigger.Trigger;
import io.jobscheduler.trigger.UnreadableTrigger;
import org.jspecify.annotations.Nullable;

/**
 * What can be done to a schedule, each as a pure function for a store to apply.
 */
public final class ScheduleEdits {

	private ScheduleEdits() {
	}

	/**
	 * Adds a schedule through the API.
	 * @param id its id
	 * @param definition what it does
	 * @param onConflict what to do if there is one
	 * @return the edit
	 */
	public static ScheduleEdit add(String id, ScheduleDefinition definition, ConflictPolicy onConflict) {
		return (current, now) -> {
			if (current == null) {
				return new Write(create(id, definition, null, now));
			}
			if (onConflict != ConflictPolicy.REPLACE) {
				return new Leave(Reason.TAKEN);
			}
			return new Write(redefine(current, definition, now));
		};
	}

	/**
	 * Declares a schedule: adds it; or applies what has changed in the declaration since
	 * it was last applied, and leaves alone what else was changed meanwhile. One that was
	 * retired is active again. Where what was declared or changed cannot be read here, it
	 * cannot be told what differs, and nothing else is done.
	 * @param id its id
	 * @param declaration the declaration
	 * @return the edit
	 */
	public static ScheduleEdit declare(String id, Declaration declaration) {
		return (current, now) -> {
			if (current == null) {
				return new Write(create(id, declaration.definition(), declaration, now));
			}
			Schedule declared = isReadable(current) ? merge(current, declaration, now) : current;
			Schedule active = isRetired(declared) ? declared.with(unretired(declared, now)) : declared;
			return active.equals(current) ? new Leave(Reason.UNCHANGED) : new Write(active);
		};
	}

	/**
	 * Pauses a schedule that no live node declares any more.
	 * @param application the application that declared it
	 * @return the edit
	 */
	public static ScheduleEdit retire(String application) {
		return (current, now) -> {
			boolean mine = current != null && current.declaration() != null
					&& current.declaration().application().equals(application);
			if (current == null || !mine || current.status().state() != ScheduleState.ACTIVE) {
				return new Leave(Reason.UNCHANGED);
			}
			return new Write(current.with(paused(current.status(), Schedule.RETIRED)));
		};
	}

	/**
	 * Changes what a schedule does.
	 * @param change the change
	 * @return the edit
	 */
	public static ScheduleEdit change(UnaryOperator<ScheduleDefinition> change) {
		return present((current, now) -> {
			requireReadable(current, "changed");
			return new Write(redefine(current, change.apply(current.definition()), now));
		});
	}

	/**
	 * Pauses a schedule by hand.
	 * @param reason why, for people
	 * @return the edit
	 */
	public static ScheduleEdit pause(String reason) {
		return present((current, now) -> {
			ScheduleState state = current.status().state();
			boolean pausable = state == ScheduleState.ACTIVE || isRetired(current);
			return pausable ? new Write(current.with(paused(current.status(), reason))) : new Leave(Reason.UNCHANGED);
		});
	}

	/**
	 * Pauses a schedule whose jobs have failed as often in a row as its policy allows.
	 * The planner would do so at the next fire time.
	 * @return the edit
	 */
	public static ScheduleEdit pauseIfFailing() {
		return (current, now) -> {
			Status paused = (current != null) ? pausedForFailures(current) : null;
			return (current != null && paused != null) ? new Write(current.with(paused)) : new Leave(Reason.UNCHANGED);
		};
	}

	/** The status of a schedule that is to be paused for its failures, if it is. */
	static @Nullable Status pausedForFailures(Schedule schedule) {
		int most = schedule.definition().policies().pauseAfterFailures();
		int failures = schedule.status().runs().failures();
		boolean failing = most > 0 && failures >= most && schedule.status().state() == ScheduleState.ACTIVE;
		return failing ? paused(schedule.status(), "paused: " + failures + " jobs in a row have failed") : null;
	}

	/**
	 * Resumes a schedule.
	 * @param from the first fire time may be this instant; {@code null} for now
	 * @return the edit
	 */
	public static ScheduleEdit resume(@Nullable Instant from) {
		if (from != null) {
			Limits.requireInstant("instant to resume from", from);
		}
		return present((current, now) -> {
			if (current.status().state() != ScheduleState.PAUSED) {
				return new Leave(Reason.UNCHANGED);
			}
			return resumed(current, (from != null) ? from : now);
		});
	}

	/**
	 * Finds the next fire time again, because a calendar has changed that the trigger
	 * leaves out. A fire time that is due already is left to the planner; a later start
	 * that the schedule was resumed with is forgotten.
	 * @return the edit
	 */
	public static ScheduleEdit recompute() {
		return present((current, now) -> {
			Status status = current.status();
			Instant pending = status.nextFireTime();
			boolean due = pending != null && !pending.isAfter(now);
			boolean canMove = !CalendarNames.of(current.definition().trigger()).isEmpty();
			if (status.state() == ScheduleState.QUARANTINED || due || !canMove) {
				return new Leave(Reason.UNCHANGED);
			}
			Instant from = (status.watermark() != null && status.watermark().isAfter(now)) ? status.watermark() : now;
			Instant next = new FireTimes(current.definition().trigger()).next(from).orElse(null);
			return Objects.equals(next, pending) ? new Leave(Reason.UNCHANGED)
					: new Write(current.with(recomputed(current, next, from)));
		});
	}

	private static Status recomputed(Schedule schedule, @Nullable Instant next, Instant from) {
		Status status = schedule.status();
		if (status.state() == ScheduleState.PAUSED) {
			return new Status(ScheduleState.PAUSED, status.reason(), next, null, status.watermark(), status.runs());
		}
		if (status.runs().waiting()) {
			return new Status(status.state(), null, next, status.dueAt(), status.watermark(), status.runs());
		}
		return (next != null) ? new Status(ScheduleState.ACTIVE, null, next, next, status.watermark(), status.runs())
				: new Status(ScheduleState.FINISHED, schedule.definition().trigger().whyNone(from), null, null,
						status.watermark(), status.runs());
	}

	/**
	 * Removes a schedule.
	 * @return the edit
	 */
	public static ScheduleEdit remove() {
		return present((current, now) -> new Remove());
	}

	private static ScheduleEdit present(BiFunction<Schedule, Instant, Decision> edit) {
		return (current, now) -> (current != null) ? edit.apply(current, now) : new Leave(Reason.UNKNOWN);
	}

	/** Whether both what is in effect and what was declared can be read here. */
	private static boolean isReadable(Schedule schedule) {
		Declaration declaration = schedule.declaration();
		return !(schedule.definition().trigger() instanceof UnreadableTrigger)
				&& !(declaration != null && declaration.definition().trigger() instanceof UnreadableTrigger);
	}

	private static void requireReadable(Schedule schedule, String what) {
		if (schedule.definition().trigger() instanceof UnreadableTrigger unreadable) {
			throw new IllegalStateException("Schedule '" + schedule.id() + "' cannot be " + what
					+ " on this node: its trigger " + unreadable + "; do it on a node that knows the trigger");
		}
	}

	private static boolean isRetired(Schedule schedule) {
		return schedule.status().state() == ScheduleState.PAUSED && Schedule.RETIRED.equals(schedule.status().reason());
	}

	private static Schedule create(String id, ScheduleDefinition definition, @Nullable Declaration declaration,
			Instant now) {
		ScheduleDefinition anchored = definition.withTrigger(definition.trigger().anchoredAt(now));
		Instant first = firstFireTime(anchored.trigger(), now)
			.orElseThrow(() -> neverFires(id, anchored.trigger(), now));
		Status status = new Status(ScheduleState.ACTIVE, null, first, first, null, Runs.NONE);
		return new Schedule(id, UUID.randomUUID(), 0, anchored, declaration, status);
	}

	private static IllegalArgumentException neverFires(String id, Trigger trigger, Instant after) {
		return new IllegalArgumentException(
				"The trigger of schedule '" + id + "' never fires: " + trigger.whyNone(after));
	}

	/**
	 * A date in the past is due at once; every other trigger starts with its first fire
	 * time from now on.
	 */
	private static Optional<Instant> firstFireTime(Trigger trigger, Instant now) {
		if (trigger instanceof DateTrigger date) {
			return Optional.of(Limits.requireInstant("date", date.instant()));
		}
		return new FireTimes(trigger).atOrAfter(now);
	}

	/**
	 * Takes over what differs between the last declaration and the new one, part by part.
	 */
	private static Schedule merge(Schedule current, Declaration declaration, Instant now) {
		ScheduleDefinition declared = declaration.definition();
		Declaration last = current.declaration();
		Schedule redeclared = new Schedule(current.id(), current.uid(), current.version(), current.definition(),
				declaration, current.status());
		if (last == null) {
			return redefine(redeclared, declared, now);
		}
		ScheduleDefinition before = last.definition();
		ScheduleDefinition effective = current.definition();
		ScheduleDefinition merged = new ScheduleDefinition(changed(before.task(), declared.task(), effective.task()),
				changed(before.payload(), declared.payload(), effective.payload()),
				changed(before.trigger(), declared.trigger(), effective.trigger()),
				changed(before.policies(), declared.policies(), effective.policies()),
				changed(before.settings(), declared.settings(), effective.settings()));
		return merged.equals(effective) ? redeclared : redefine(redeclared, merged, now);
	}

	private static <T> T changed(T before, T declared, T effective) {
		return before.equals(declared) ? effective : declared;
	}

	/** A schedule whose trigger stays the same keeps its next fire time. */
	private static Schedule redefine(Schedule current, ScheduleDefinition wanted, Instant now) {
		ScheduleDefinition definition = keepAnchor(current.definition().trigger(), wanted, now);
		Schedule redefined = new Schedule(current.id(), current.uid(), current.version(), definition,
				current.declaration(), current.status());
		if (definition.trigger().equals(current.definition().trigger())) {
			return redefined;
		}
		Status status = current.status();
		Instant from = (status.watermark() != null && status.watermark().isAfter(now)) ? status.watermark() : now;
		Instant next = (status.watermark() == null) ? firstFireTime(definition.trigger(), now).orElse(null)
				: new FireTimes(definition.trigger()).next(from).orElse(null);
		if (next == null) {
			throw neverFires(current.id(), definition.trigger(), from);
		}
		boolean active = status.state() == ScheduleState.ACTIVE || status.state() == ScheduleState.FINISHED;
		ScheduleState state = (status.state() == ScheduleState.FINISHED) ? ScheduleState.ACTIVE : status.state();
		Runs runs = status.runs().waiting(false);
		return redefined.with(new Status(state, active ? null : status.reason(), next, active ? next : null,
				status.watermark(), runs));
	}

	/**
	 * A trigger given without a start is the same as the one that is in effect if that
	 * differs only in the start that the first addition gave it.
	 */
	private static ScheduleDefinition keepAnchor(Trigger inEffect, ScheduleDefinition wanted, Instant now) {
		Trigger trigger = wanted.trigger();
		boolean kept = trigger.equals(inEffect)
				|| Anchors.of(inEffect).anyMatch((anchor) -> trigger.anchoredAt(anchor).equals(inEffect));
		return wanted.withTrigger(kept ? inEffect : trigger.anchoredAt(now));
	}

	private static Status paused(Status status, String reason) {
		return new Status(ScheduleState.PAUSED, reason, status.nextFireTime(), null, status.watermark(), status.runs());
	}

	/**
	 * What came due while it was retired is late, not skipped: a node that declares it
	 * may only have been away.
	 */
	private static Status unretired(Schedule schedule, Instant now) {
		Status status = schedule.status();
		Instant due = (status.nextFireTime() != null) ? status.nextFireTime() : now;
		return new Status(ScheduleState.ACTIVE, null, status.nextFireTime(), due, status.watermark(), status.runs());
	}

	private static Decision resumed(Schedule schedule, Instant from) {
		requireReadable(schedule, "resumed");
		Status status = schedule.status();
		FireTimes fireTimes = new FireTimes(schedule.definition().trigger());
		Instant start = (status.watermark() != null && !status.watermark().isBefore(from))
				? status.watermark().plusNanos(1000) : from;
		Instant pending = status.nextFireTime();
		Instant next = (schedule.definition().trigger() instanceof DateTrigger) ? pending
				: fireTimes.atOrAfter(start).orElse(null);
		List<SkippedFireTimes> skipped = List.of();
		Instant watermark = status.watermark();
		if (pending != null && pending.isBefore(start) && !pending.equals(next)) {
			Instant last = fireTimes.lastAtOrBefore(pending, FireTimes.justBefore(start));
			skipped = List.of(fireTimes.range(pending, last, SkipReason.PAUSED));
			watermark = last;
		}
		Runs runs = new Runs(status.runs().lastFireTime(), status.runs().lastEndedAt(), false, 0);
		Status resumed = (next != null) ? new Status(ScheduleState.ACTIVE, null, next, next, watermark, runs)
				: new Status(ScheduleState.FINISHED, schedule.definition().trigger().whyNone(start), null, null,
						watermark, runs);
		return new Write(schedule.with(resumed), skipped);
	}

}
