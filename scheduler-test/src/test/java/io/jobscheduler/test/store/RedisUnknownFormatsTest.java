package io.jobscheduler.test.store;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobState;
import io.jobscheduler.store.JobQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jobs that a newer node has written in a format that is not known here are left alone.
 */
class RedisUnknownFormatsTest extends RedisScenario {

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.any();

	@Override
	LettuceConnectionFactory connections() {
		return REDIS.connections();
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

}
