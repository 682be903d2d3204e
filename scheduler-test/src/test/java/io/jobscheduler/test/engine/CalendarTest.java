package io.jobscheduler.test.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.jobscheduler.Scheduler;
import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.executor.InlineJobExecutor;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.test.SimulatedLoops;
import io.jobscheduler.test.VirtualClock;
import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.ExceptTrigger;
import io.jobscheduler.trigger.Exclusion;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Schedules follow the calendars that they leave out, without a restart.
 */
class CalendarTest {

	private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));

	private final SimulatedLoops loops = new SimulatedLoops(this.clock, 42);

	private final MemoryJobStore store = new MemoryJobStore(this.clock);

	private final ReadCalendar holidays = new ReadCalendar();

	private final List<Instant> ran = new ArrayList<>();

	private boolean broken;

	private Scheduler scheduler() {
		Scheduler scheduler = Scheduler.builder()
			.store(this.store)
			.simulated(this.clock, this.loops.node())
			.executor("default", new InlineJobExecutor())
			.calendar(new BrokenCalendar())
			.calendar(this.holidays)
			.task(TaskDefinition.of("note", (job) -> this.ran.add(job.fireTime())))
			.build();
		scheduler.start();
		return scheduler;
	}

	private void addDaily(Scheduler scheduler) {
		scheduler.addSchedule("daily", JobRequest.task("note"), ExceptTrigger
			.of(CronTrigger.of("0 12 * * *", ZoneOffset.UTC), Exclusion.calendar(this.holidays, ZoneOffset.UTC)));
	}

	@Test
	void aDayThatBecomesAHolidayIsLeftOut() {
		addDaily(scheduler());
		this.loops.advance(Duration.ofHours(10));
		this.holidays.source.add(LocalDate.of(2026, 1, 1));
		this.loops.advance(Duration.ofHours(38));
		assertThat(this.ran).containsExactly(Instant.parse("2026-01-02T12:00:00Z"));
	}

	@Test
	void aDayThatIsAHolidayNoLongerIsNotLeftOut() {
		this.holidays.source.add(LocalDate.of(2026, 1, 1));
		this.holidays.reload();
		addDaily(scheduler());
		assertThat(this.store.schedule("daily").orElseThrow().status().nextFireTime())
			.isEqualTo("2026-01-02T12:00:00Z");
		this.loops.advance(Duration.ofHours(10));
		this.holidays.source.clear();
		this.loops.advance(Duration.ofHours(14));
		assertThat(this.ran).containsExactly(Instant.parse("2026-01-01T12:00:00Z"));
	}

	@Test
	void aCalendarThatChangedWhileNoNodeRanIsFollowedFromTheStart() {
		this.holidays.source.add(LocalDate.of(2026, 1, 1));
		this.holidays.reload();
		Scheduler first = scheduler();
		addDaily(first);
		first.stop();
		this.holidays.source.clear();
		this.holidays.reload();
		scheduler();
		this.loops.advance(Duration.ofHours(13));
		assertThat(this.ran).containsExactly(Instant.parse("2026-01-01T12:00:00Z"));
	}

	@Test
	void itDoesNotMatterWhoReadsACalendarAgain() {
		addDaily(scheduler());
		this.loops.advance(Duration.ofHours(10));
		this.holidays.source.add(LocalDate.of(2026, 1, 1));
		this.holidays.reload();
		this.loops.advance(Duration.ofHours(1));
		assertThat(this.store.schedule("daily").orElseThrow().status().nextFireTime())
			.isEqualTo("2026-01-02T12:00:00Z");
	}

	@Test
	void aCalendarThatFailsKeepsTheOthersFromNothing() {
		addDaily(scheduler());
		this.broken = true;
		this.loops.advance(Duration.ofHours(10));
		this.holidays.source.add(LocalDate.of(2026, 1, 1));
		this.loops.advance(Duration.ofHours(38));
		assertThat(this.ran).containsExactly(Instant.parse("2026-01-02T12:00:00Z"));
	}

	/** A calendar that takes over what its source holds whenever it is read. */
	private static final class ReadCalendar implements HolidayCalendar {

		private final Set<LocalDate> source = new HashSet<>();

		private Set<LocalDate> dates = Set.of();

		private long revision;

		@Override
		public String name() {
			return "holidays";
		}

		@Override
		public boolean contains(LocalDate date) {
			return this.dates.contains(date);
		}

		@Override
		public boolean reload() {
			Set<LocalDate> before = this.dates;
			this.dates = Set.copyOf(this.source);
			boolean changed = !this.dates.equals(before);
			this.revision += changed ? 1 : 0;
			return changed;
		}

		@Override
		public long revision() {
			return this.revision;
		}

	}

	/** A calendar that cannot be read again. */
	private final class BrokenCalendar implements HolidayCalendar {

		@Override
		public String name() {
			return "broken";
		}

		@Override
		public boolean contains(LocalDate date) {
			return false;
		}

		@Override
		public boolean reload() {
			if (CalendarTest.this.broken) {
				throw new IllegalStateException("as ever");
			}
			return false;
		}

	}

}
