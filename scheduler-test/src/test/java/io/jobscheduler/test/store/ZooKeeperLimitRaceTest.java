package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.RateLimit;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.TaskSettings;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nodes that share a limit but no job: nothing but the limit stands between them.
 */
class ZooKeeperLimitRaceTest extends ZooKeeperScenario {

	private static final int NODES = 8;

	private static final int ROUNDS = 20;

	private static final int RATED_ROUNDS = 5;

	private static final Duration PERIOD = Duration.ofHours(1);

	@RegisterExtension
	static final ZooKeeperServer ZOOKEEPER = new ZooKeeperServer();

	@Override
	CuratorFramework client() {
		return ZOOKEEPER.client();
	}

	@Test
	void claimersOfDifferentFormerIdsNeverExceedTheLimitThatTheyShare() {
		List<TestNode> nodes = IntStream.range(0, NODES).mapToObj((i) -> node("node-" + i)).toList();
		Set<String> formerIds = new HashSet<>();
		for (int i = 0; i < NODES; i++) {
			formerIds.add("import-" + i);
			for (int job = 0; job < ROUNDS * 2; job++) {
				add(TestJob.job("import-" + i));
			}
		}
		limit(new TaskSettings("import", formerIds, 2), nodes.toArray(TestNode[]::new));
		for (int round = 0; round < ROUNDS; round++) {
			List<List<Claim>> raced = Race.run(NODES,
					(index) -> () -> nodes.get(index).claim(2, TestNode.tasks("import-" + index)));
			List<Claim> claims = new ArrayList<>(raced.stream().flatMap(List::stream).toList());
			assertThat(claims).hasSize(2);
			claims.forEach(nodes.get(0)::succeed);
		}
	}

	@Test
	void claimersOfDifferentFormerIdsNeverExceedTheRateThatTheyShare() {
		List<TestNode> nodes = IntStream.range(0, NODES).mapToObj((i) -> node("node-" + i)).toList();
		Set<String> formerIds = new HashSet<>();
		for (int i = 0; i < NODES; i++) {
			formerIds.add("import-" + i);
			add(TestJob.job("import-" + i), TestJob.job("import-" + i), TestJob.job("import-" + i));
		}
		TaskSettings rated = new TaskSettings("import", formerIds, null, new RateLimit(3, PERIOD));
		limit(rated, nodes.toArray(TestNode[]::new));
		for (int round = 0; round < RATED_ROUNDS; round++) {
			List<List<Claim>> raced = Race.run(NODES,
					(index) -> () -> nodes.get(index).claim(2, TestNode.tasks("import-" + index)));
			List<Claim> claims = new ArrayList<>(raced.stream().flatMap(List::stream).toList());
			assertThat(claims).hasSize(3);
			claims.forEach((claim) -> nodes.get(0).complete(claim, new Completion.HandBack()));
			advance(PERIOD);
		}
	}

	@Test
	void rateThatIsSetAgainAfterItWasLiftedStartsAnew() {
		TestNode node = node("a");
		TaskSettings rated = new TaskSettings("import", Set.of(), null, new RateLimit(1, PERIOD));
		add(TestJob.job("import"), TestJob.job("import"), TestJob.job("import"));
		limit(rated, node);
		assertThat(node.claim(3)).hasSize(1);
		limit(new TaskSettings("import", Set.of(), 5), node);
		limit(rated, node);
		assertThat(node.claim(3)).hasSize(1);
		assertThat(node.claim(3)).isEmpty();
	}

}
