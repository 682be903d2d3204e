package io.jobscheduler.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.Firing.PlannedJob;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleFacts;
import io.jobscheduler.schedule.SchedulePlanner;
import io.jobscheduler.schedule.SkippedFireTimes;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.FireReply.Quarantined;
import io.jobscheduler.store.FireRequest;
import org.jspecify.annotations.Nullable;

/**
 * Fires due schedules: reads them, plans, and applies each plan whose schedule has not
 * changed since. It reads again where it met a format that it has to leave to others, so
 * that this takes no place in the batch.
 */
final class FireStep {

	private final Scripts scripts;

	private final JobHash jobs;

	private final ScheduleHash schedules;

	FireStep(Scripts scripts, JobHash jobs, ScheduleHash schedules) {
		this.scripts = scripts;
		this.jobs = jobs;
		this.schedules = schedules;
	}

	FireReply fire(FireRequest request, SchedulePlanner planner) {
		List<Quarantined> quarantined = new ArrayList<>();
		Reply due;
		do {
			due = this.scripts.run(Script.DUE,
					new Arguments().number(Scripts.BYTES)
						.number(Math.min(request.limit(), Scripts.ROWS))
						.texts(this.schedules.foreignFormats()));
			due.texts(3).forEach((id) -> quarantined.add(new Quarantined(id, "Its key is no hash")));
		}
		while (this.schedules.learn(due.texts(4)));
		List<Item> items = new ArrayList<>();
		for (Reply row : due.replies(2)) {
			Item item = plan(row, due.instant(0), planner);
			if (item != null) {
				items.add(item);
			}
		}
		List<Firing> applied = new ArrayList<>();
		int outrun = 0;
		Instant nextDue = due.findInstant(1);
		int next = 0;
		for (List<Arguments> part : Scripts.cut(items.stream().map(Item::arguments).toList())) {
			Reply reply = this.scripts.run(Script.FIRE,
					new Arguments().texts(this.schedules.foreignFormats()).list(part));
			nextDue = reply.findInstant(1);
			for (int i = 0; i < part.size(); i++) {
				Item item = items.get(next++);
				boolean stands = reply.reply(2).number(i) == 1;
				if (stands && item.firing() != null) {
					applied.add(item.firing());
				}
				else if (stands) {
					quarantined.add(new Quarantined(item.id(), item.reason()));
				}
				else if (item.firing() != null) {
					outrun++;
				}
			}
		}
		return new FireReply(due.instant(0), applied, outrun, quarantined, nextDue);
	}

	private @Nullable Item plan(Reply row, Instant now, SchedulePlanner planner) {
		Stored<Schedule> stored = this.schedules.read(row.text(0), row.fields(2));
		Schedule schedule = stored.value();
		if (schedule == null) {
			return stored.isCorrupt() ? setAside(stored, stored.reason()) : null;
		}
		try {
			Firing firing = planner.plan(schedule, new ScheduleFacts((int) row.number(1)), now);
			return new Item(schedule.id(), firing, "", arguments(firing));
		}
		catch (RuntimeException | LinkageError | StackOverflowError | AssertionError ex) {
			return setAside(stored, Stored.cut("cannot be planned: " + ex));
		}
	}

	private static Item setAside(Stored<Schedule> stored, String reason) {
		Fields fields = stored.fields();
		return new Item(stored.id(), null, reason,
				new Arguments().text(stored.id())
					.text(fields.textOr("uid", ""))
					.text(fields.textOr("version", ""))
					.text(reason));
	}

	/** The life and version are those that the plan was made for. */
	private Arguments arguments(Firing firing) {
		Schedule planned = firing.planned();
		List<Arguments> newJobs = new ArrayList<>();
		for (PlannedJob job : firing.jobs()) {
			newJobs.add(new Arguments().text(job.id().toString())
				.instant(job.dueAt())
				.fields(this.jobs.fields(job.spec())));
		}
		return new Arguments().text(planned.id())
			.text(planned.uid().toString())
			.number(planned.version())
			.text("")
			.fields(ScheduleHash.statusFields(planned.version() + 1, firing.next()))
			.list(newJobs)
			.texts(firing.skipped().stream().map(FireStep::text).toList());
	}

	static String text(SkippedFireTimes skipped) {
		return Micros.text(skipped.first()) + " " + Micros.text(skipped.last()) + " " + skipped.count() + " "
				+ skipped.reason();
	}

	/**
	 * What is done with a schedule.
	 *
	 * @param id its id
	 * @param firing its plan; {@code null} if it is set aside
	 * @param reason why it is set aside
	 * @param arguments what is sent
	 */
	private record Item(String id, @Nullable Firing firing, String reason, Arguments arguments) {
	}

}
