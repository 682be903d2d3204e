package io.jobscheduler.sample.drill;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import io.jobscheduler.sample.drill.SampleProcess.Launcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A short form of {@code scripts/kill-test.sh}.
 */
class KillTests {

	private static final long SEED = 20261;

	private static final int KILLS = Integer.getInteger("kill-test.kills", 1);

	@TempDir
	private Path directory;

	@Test
	void nothingAcknowledgedIsLostAndNoFireTimeHasTwoJobsWhenTheProcessIsKilled() throws Exception {
		Findings findings = new KillDrill(Launcher.ofClassPath(), this.directory, Map.of()).run(2, new Random(SEED));
		System.out.print(findings);
		assertThat(findings.isClean()).as(findings.toString()).isTrue();
	}

	static Stream<String> stores() {
		return Optional.ofNullable(System.getProperty("kill-test.store"))
			.map(Stream::of)
			.orElseGet(() -> Stream.of("redis", "zookeeper", "mongodb"));
	}

	@ParameterizedTest
	@MethodSource("stores")
	void theSameHoldsWhereJobsAreNotInTheDatabase(String store) throws Exception {
		try (StoreServer server = StoreServer.start(store)) {
			Findings findings = new KillDrill(Launcher.ofClassPath(), this.directory, server.properties()).run(KILLS,
					new Random(Long.getLong("kill-test.seed", SEED)));
			System.out.print(store + "\n" + findings);
			assertThat(findings.isClean()).as(findings.toString()).isTrue();
		}
	}

}
