package io.jobscheduler.test.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.JobStore.Subscription;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hints reach the other nodes, also after the connection was lost.
 */
@Timeout(120)
class RedisHintsTest extends RedisScenario {

	private RedisProcess server;

	private LettuceConnectionFactory connections;

	@Override
	LettuceConnectionFactory connections() {
		return this.connections;
	}

	@BeforeEach
	@Override
	void open() {
		this.server = RedisProcess.embedded();
		this.connections = RedisServer.connect(this.server);
		super.open();
	}

	@AfterEach
	@Override
	void close() {
		super.close();
		this.connections.destroy();
		this.server.close();
	}

	private void awaitHint(JobStore sender, List<Hint> heard, Hint hint) {
		Awaitility.await().until(() -> {
			sender.sendHint(hint);
			return heard.contains(hint);
		});
	}

	@Test
	void hintsReachOtherStoresAndNotTheSender() {
		JobStore other = openStore();
		List<Hint> mine = new CopyOnWriteArrayList<>();
		List<Hint> theirs = new CopyOnWriteArrayList<>();
		store().subscribe(mine::add);
		Subscription subscription = other.subscribe(theirs::add);
		awaitHint(store(), theirs, Hint.JOBS);
		awaitHint(other, mine, Hint.CANCEL);
		assertThat(mine).containsOnly(Hint.CANCEL);
		assertThat(theirs).containsOnly(Hint.JOBS);
		subscription.close();
		theirs.clear();
		List<Hint> third = new CopyOnWriteArrayList<>();
		openStore().subscribe(third::add);
		awaitHint(store(), third, Hint.RESULTS);
		assertThat(theirs).isEmpty();
	}

	@Test
	void everyKindOfHintIsCarried() {
		List<Hint> heard = new CopyOnWriteArrayList<>();
		openStore().subscribe(heard::add);
		for (Hint hint : Hint.values()) {
			awaitHint(store(), heard, hint);
		}
		assertThat(heard).containsOnly(Hint.values());
	}

	@Test
	void hintsComeAgainAfterTheServerWasKilled() {
		List<Hint> heard = new CopyOnWriteArrayList<>();
		openStore().subscribe(heard::add);
		awaitHint(store(), heard, Hint.JOBS);
		this.server.kill();
		store().sendHint(Hint.CANCEL);
		this.server.start();
		awaitHint(store(), heard, Hint.SCHEDULES);
	}

}
