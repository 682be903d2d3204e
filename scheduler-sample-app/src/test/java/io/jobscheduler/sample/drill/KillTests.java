package io.jobscheduler.sample.drill;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

import io.jobscheduler.sample.drill.SampleProcess.Launcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A short form of {@code scripts/kill-test.sh}.
 */
class KillTests {

	private static final long SEED = 20261;

	@TempDir
	private Path directory;

	@Test
	void nothingAcknowledgedIsLostAndNoFireTimeHasTwoJobsWhenTheProcessIsKilled() throws Exception {
		Findings findings = new KillDrill(Launcher.ofClassPath(), this.directory, Map.of()).run(2, new Random(SEED));
		System.out.print(findings);
		assertThat(findings.isClean()).as(findings.toString()).isTrue();
	}

}
