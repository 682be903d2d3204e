package io.jobscheduler.test.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.jobscheduler.job.RateLimit;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.RateWindow;
import io.jobscheduler.store.TaskSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The window that the script keeps of a rate is the one that {@link RateWindow} keeps.
 */
class RedisRateWindowTest extends RedisScenario {

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.any();

	private static final Duration PERIOD = Duration.ofHours(1);

	@Override
	LettuceConnectionFactory connections() {
		return REDIS.connections();
	}

	private RateLimit rate(int permits, TestNode node) {
		RateLimit rate = new RateLimit(permits, PERIOD);
		limit(new TaskSettings("import", Set.of(), null, rate), node);
		return rate;
	}

	private String window() {
		Object text = fixture().command("HGET", fixture().key("task:import"), "window");
		return new String((byte[]) text, StandardCharsets.UTF_8);
	}

	private void window(String text) {
		fixture().command("HSET", fixture().key("task:import"), "window", text);
	}

	private static ClaimReply claim(TestNode node, int slots) {
		return node.request(new ClaimRequest.Lane(TestNode.EXECUTOR, slots, TestNode.TASKS));
	}

	private static long micros(Instant instant) {
		return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
	}

	/**
	 * Claims in the last two periods, some of them at once; more than a window has
	 * entries.
	 */
	private String history(Random random) {
		List<String> entries = new ArrayList<>();
		long at = micros(now().minus(PERIOD.multipliedBy(2)));
		for (int count = random.nextInt(250); count > 0; count--) {
			at += (random.nextInt(5) == 0) ? 0 : random.nextLong(70_000_000L);
			entries.add(at + ":" + (1 + random.nextInt(5)));
		}
		return String.join(",", entries);
	}

	@Test
	void claimIsAddedToTheWindowAsRateWindowAddsIt() {
		TestNode node = node("a");
		RateLimit rate = rate(1000, node);
		Random random = new Random(42);
		for (int round = 0; round < 100; round++) {
			String before = history(random);
			window(before);
			add(TestJob.job("import"));
			ClaimReply reply = claim(node, 1);
			assertThat(TestNode.claimed(reply)).hasSize(1);
			assertThat(window()).as("round %s", round)
				.isEqualTo(RateWindow.parse(before).claimed(rate, reply.now(), 1).toString());
		}
	}

	@Test
	void asManyAreClaimedAndTheNextIsAnnouncedAsRateWindowSays() {
		TestNode node = node("a");
		RateLimit rate = rate(100, node);
		Random random = new Random(43);
		for (int round = 0; round < 100; round++) {
			add(TestJob.job("import"), TestJob.job("import"), TestJob.job("import"));
			RateWindow window = RateWindow.parse(history(random));
			window(window.toString());
			ClaimReply reply = claim(node, 2);
			int free = Math.min(2, window.free(rate, reply.now()));
			assertThat(TestNode.claimed(reply)).as("round %s", round).hasSize(free);
			RateWindow after = (free > 0) ? window.claimed(rate, reply.now(), free) : window;
			Instant next = after.nextFree(rate, reply.now());
			assertThat(reply.nextDue()).as("round %s", round).isEqualTo(next.isAfter(reply.now()) ? next : null);
		}
	}

	@Test
	void claimsOfOneStepAreOneEntry() {
		TestNode node = node("a");
		rate(100, node);
		for (int index = 0; index < 70; index++) {
			add(TestJob.job("import"));
		}
		ClaimReply reply = claim(node, 70);
		assertThat(window()).isEqualTo(micros(reply.now()) + ":70");
	}

	@Test
	void clockThatWasSetBackForgetsNoClaim() {
		TestNode node = node("a");
		RateLimit rate = rate(2, node);
		add(TestJob.job("import"), TestJob.job("import"), TestJob.job("import"));
		String ahead = micros(now().plus(PERIOD)) + ":1";
		window(ahead);
		ClaimReply reply = claim(node, 10);
		assertThat(TestNode.claimed(reply)).hasSize(1);
		assertThat(window()).isEqualTo(RateWindow.parse(ahead).claimed(rate, reply.now(), 1).toString());
	}

	@ParameterizedTest
	@ValueSource(strings = { "odd", "12", "12:", ":3", "12:3,", ",", "12:3,odd", "-:-" })
	void damagedWindowIsAnEmptyOne(String damaged) {
		TestNode node = node("a");
		rate(2, node);
		add(TestJob.job("import"), TestJob.job("import"), TestJob.job("import"), TestJob.job());
		window(damaged);
		ClaimReply reply = claim(node, 10);
		assertThat(TestNode.claimed(reply)).hasSize(3);
		assertThat(window()).isEqualTo(micros(reply.now()) + ":2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "permits", "period" })
	void damagedRateLimitsNothing(String field) {
		TestNode node = node("a");
		rate(1, node);
		add(TestJob.job("import"), TestJob.job("import"));
		fixture().command("HSET", fixture().key("task:import"), field, "odd");
		assertThat(node.claim(10)).hasSize(2);
		rate(1, node);
		add(TestJob.job("import"), TestJob.job("import"));
		assertThat(node.claim(10)).hasSize(1);
	}

}
