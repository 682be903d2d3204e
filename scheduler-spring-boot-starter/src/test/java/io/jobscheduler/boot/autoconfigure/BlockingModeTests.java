package io.jobscheduler.boot.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What keeps the process of an application without a web server alive.
 */
@Timeout(180)
class BlockingModeTests {

	/** What the exit code of a process is that SIGTERM has ended. */
	private static final int TERMINATED = 128 + 15;

	private Process process;

	private BufferedReader output;

	private void start(String mode) throws IOException {
		this.process = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-cp",
				System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1", "-Xshare:auto",
				BackgroundApplication.class.getName(), "--spring.main.web-application-type=none",
				"--jobscheduler.store.type=memory", "--jobscheduler.mode=" + mode)
			.redirectErrorStream(true)
			.start();
		this.output = new BufferedReader(new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8));
	}

	@AfterEach
	void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	private void awaitLine(String wanted) throws IOException {
		StringBuilder before = new StringBuilder();
		String line = this.output.readLine();
		while (line != null && !line.equals(wanted)) {
			before.append(line).append('\n');
			line = this.output.readLine();
		}
		assertThat(line).as("'%s' after:%n%s", wanted, before).isNotNull();
	}

	@Test
	void blockingModeKeepsTheProcessAliveReadyAndAtWorkUntilItIsTerminated() throws Exception {
		start("blocking");
		awaitLine("ACCEPTING_TRAFFIC");
		awaitLine("main returned");
		awaitLine("tick");
		awaitLine("tick");
		this.process.destroy();
		assertThat(this.process.waitFor()).isEqualTo(TERMINATED);
	}

	@Test
	void backgroundModeLeavesThatToTheApplication() throws Exception {
		start("background");
		awaitLine("ACCEPTING_TRAFFIC");
		awaitLine("main returned");
		assertThat(this.process.waitFor()).isZero();
	}

}
