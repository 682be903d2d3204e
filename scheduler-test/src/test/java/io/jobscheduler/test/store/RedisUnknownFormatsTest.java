package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobState;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleEdits;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.serializer.TriggerCodec;
import io.jobscheduler.serializer.TriggerFields;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.store.redis.RedisJobStore;
import io.jobscheduler.trigger.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a newer node has written in a format that is not known here is left alone, and
 * takes no place from what is known.
 */
class RedisUnknownFormatsTest extends RedisScenario {

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.any();

	@Override
	LettuceConnectionFactory connections() {
		return REDIS.connections();
	}

	/** A store of a version that has one kind of trigger more. */
	private JobStore newerStore() {
		return RedisJobStore.builder(REDIS.connections())
			.keyPrefix(fixture().prefix())
			.triggers(TriggerFormat.standard().with(new TideCodec()))
			.build();
	}

	@Test
	void schedulesOfUnknownTriggersTakeNoPlaceInTheBatch() {
		try (JobStore newer = newerStore()) {
			TestNode newerNode = new TestNode("newer", "1", newer, fixture());
			newerNode.open();
			for (int i = 0; i < 5; i++) {
				String id = "tide-" + i;
				Instant due = now().minusSeconds(100);
				change(newer, TestSchedule.triggered(id, new TideTrigger(due), due));
			}
			add(TestSchedule.hourly("hourly", now()));
			TestNode node = node("a");
			FireReply reply = node.fire(1, Plans::oneJob);
			assertThat(reply.applied()).extracting((firing) -> firing.planned().id()).containsExactly("hourly");
			assertThat(reply.quarantined()).isEmpty();
			assertThat(reply.nextDue()).isAfter(now());
			assertThat(node.pulse().nextScheduleDue()).isAfter(now());
			assertThat(newerNode.fire(Plans::oneJob).applied()).hasSize(5);
		}
	}

	@Test
	void scheduleOfAnUnknownTriggerIsListedPausedResumedAndRemoved() {
		try (JobStore newer = newerStore()) {
			Instant due = now().minusSeconds(100);
			Schedule tide = change(newer, TestSchedule.triggered("tide", new TideTrigger(due), due));
			assertThat(store().findSchedules(ScheduleQuery.all(10)).items()).extracting(Schedule::id)
				.containsExactly("tide");
			change("tide", ScheduleEdits.pause("storm"));
			assertThat(newer.schedule("tide").orElseThrow().status().state()).isEqualTo(ScheduleState.PAUSED);
			assertThat(newer.schedule("tide").orElseThrow().definition()).isEqualTo(tide.definition());
			change("tide", TestSchedule.removal());
			assertThat(newer.schedule("tide")).isEmpty();
		}
	}

	private Schedule change(JobStore newer, TestSchedule schedule) {
		newer.changeSchedules(List.of(new ScheduleChange(schedule.schedule().id(), schedule.addition())));
		return newer.schedule(schedule.schedule().id()).orElseThrow();
	}

	@Test
	void jobsOfANewerFormatAreNeitherClaimedNorQuarantined() {
		JobId newer = add(TestJob.job());
		JobId known = add(TestJob.job());
		writeAsOfFormatTwo(newer);
		TestNode node = node("a");
		assertThat(node.claim(10)).extracting((claim) -> claim.job().id()).containsExactly(known);
		assertThat(store().findJobs(JobQuery.all(10)).items()).extracting(Job::id).containsExactly(known);
		assertThat(store().counts(10)).extracting("pending", "quarantined").containsExactly(1L, 0L);
		assertThat(fixture().command("HGET", fixture().key("job:" + newer), "state")).isEqualTo(new byte[] { '0' });
	}

	/** As a newer node would have added it. */
	private void writeAsOfFormatTwo(JobId id) {
		String due = new String((byte[]) fixture().command("HGET", fixture().key("job:" + id), "due"));
		fixture().command("HSET", fixture().key("job:" + id), "format", "2");
		fixture().command("ZREM", fixture().key("queue:1:1:0:send"), due + id);
		fixture().command("ZADD", fixture().key("queue:2:1:0:send"), "0", due + id);
		fixture().command("SADD", fixture().key("queues:send"), "2:1:0");
	}

	@Test
	void expiredJobsOfANewerFormatAreLeftToNewerNodes() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		node.claimOne();
		fixture().command("HSET", fixture().key("job:" + id), "format", "2");
		advance(TestNode.UNTIL_EXPIRED);
		assertThat(node.reclaim(Verdicts.ANOTHER_ATTEMPT)).isEmpty();
		fixture().command("HSET", fixture().key("job:" + id), "format", "1");
		assertThat(job(id).state()).isEqualTo(JobState.RUNNING);
		assertThat(node.reclaim(Verdicts.ANOTHER_ATTEMPT)).hasSize(1);
	}

	/** A trigger that this version does not have. */
	private record TideTrigger(Instant first) implements Trigger {

		private static final Duration TIDE = Duration.ofMinutes(745);

		@Override
		public Optional<Instant> next(Instant after) {
			return Optional.of(after.isBefore(this.first) ? this.first : after.plus(TIDE));
		}

	}

	/** How it is written. */
	private static final class TideCodec implements TriggerCodec<TideTrigger> {

		@Override
		public String kind() {
			return "tide";
		}

		@Override
		public Class<TideTrigger> type() {
			return TideTrigger.class;
		}

		@Override
		public void write(TideTrigger trigger, TriggerFields fields) {
			fields.set("first", trigger.first());
		}

		@Override
		public TideTrigger read(TriggerFields fields) {
			return new TideTrigger(fields.instant("first"));
		}

	}

}
