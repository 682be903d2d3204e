package io.jobscheduler.sample.drill;

import java.nio.file.Path;

import io.jobscheduler.sample.drill.SampleProcess.Launcher;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two processes on one PostgreSQL. {@code scripts/two-nodes.sh} runs it for longer, or on
 * another server.
 */
class TwoNodesTests {

	@TempDir
	private Path directory;

	@Test
	void twoNodesShareTheWorkAndOneTakesOverFromTheOther() throws Exception {
		String url = System.getProperty("two-nodes.url");
		if (url != null) {
			run(url);
			return;
		}
		try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
			run(postgres.getJdbcUrl("postgres", "postgres"));
		}
	}

	private void run(String url) throws Exception {
		Findings findings = new TwoNodesDrill(Launcher.ofClassPath(), this.directory, url)
			.run(Integer.getInteger("two-nodes.invoices", 16));
		System.out.print(findings);
		assertThat(findings.isClean()).as(findings.toString()).isTrue();
	}

}
