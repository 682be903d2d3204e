package io.jobscheduler.test.store;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.StoreUnavailableException;
import io.lettuce.core.MigrateArgs;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * While the slot of the keys is being moved from one server of a cluster to another,
 * nothing is written by halves; afterwards all goes on.
 */
@Timeout(120)
class RedisClusterMoveTest extends RedisScenario {

	@RegisterExtension
	static final RedisClusterServers CLUSTER = new RedisClusterServers();

	@Override
	LettuceConnectionFactory connections() {
		return CLUSTER.connections();
	}

	private int slot() {
		return CLUSTER.servers().get(0).clusterKeyslot(fixture().key("meta")).intValue();
	}

	@Test
	void slotThatIsBeingMovedIsUnavailableUntilItHasBeenMoved() {
		JobId first = add(TestJob.job());
		JobId second = add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		RedisCommands<String, String> from = serverOf(true);
		RedisCommands<String, String> to = serverOf(false);
		int slot = slot();
		to.clusterSetSlotImporting(slot, from.clusterMyId());
		from.clusterSetSlotMigrating(slot, to.clusterMyId());
		assertThatNothingCanBeWritten(node, claim);
		move(from, to, fixture().key("meta"));
		assertThatNothingCanBeWritten(node, claim);
		for (String key : from.clusterGetKeysInSlot(slot, 1000)) {
			move(from, to, key);
		}
		assertThatNothingCanBeWritten(node, claim);
		for (RedisCommands<String, String> server : CLUSTER.servers()) {
			server.clusterSetSlotNode(slot, to.clusterMyId());
		}
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(node.claimOne().job().id()).isEqualTo(second);
		assertThat(result(first)).isNotNull();
		assertThat(store().counts(10).pending()).isZero();
	}

	private void assertThatNothingCanBeWritten(TestNode node, Claim claim) {
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> node.succeed(claim));
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> add(TestJob.job()));
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> node.claim(1));
	}

	/** The server that has the keys, or one that has not. */
	private RedisCommands<String, String> serverOf(boolean owning) {
		return CLUSTER.servers()
			.stream()
			.filter((server) -> (server.clusterCountKeysInSlot(slot()) > 0) == owning)
			.findFirst()
			.orElseThrow();
	}

	private static void move(RedisCommands<String, String> from, RedisCommands<String, String> to, String key) {
		String port = to.configGet("port").get("port");
		from.migrate("127.0.0.1", Integer.parseInt(port), 0, 5000, MigrateArgs.Builder.keys(key));
	}

}
