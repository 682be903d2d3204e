package io.jobscheduler.sample.drill;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.jobscheduler.sample.drill.RunLog.Line;
import io.jobscheduler.sample.drill.SampleProcess.Launcher;

/**
 * Runs two nodes on one database, and kills one of them.
 */
final class TwoNodesDrill {

	private static final String SURVIVOR = "node-1";

	private static final String VICTIM = "node-2";

	private static final String SCHEDULE = "sales-report";

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private static final Duration LEASE = Duration.ofSeconds(2);

	private static final Duration TAKEOVER_LIMIT = LEASE.plusSeconds(2);

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final Launcher launcher;

	private final Path directory;

	private final Map<String, String> properties = new TreeMap<>(Map.of("jobscheduler.lease-duration", "2s",
			"jobscheduler.schedules.sales-report.fixed-rate", "1s", "jobscheduler.schedules.sales-report.priority",
			"10", "jobscheduler.executors.default.threads", "4", "sample.sending-time", "1s"));

	/**
	 * A drill.
	 * @param launcher starts the application
	 * @param directory where both nodes run
	 * @param url the database, which may be empty: both nodes start at once
	 */
	TwoNodesDrill(Launcher launcher, Path directory, String url) {
		this.launcher = launcher;
		this.directory = directory;
		this.properties.put("spring.datasource.url", url);
	}

	/**
	 * Runs the drill.
	 * @param invoices how many invoices the two share
	 */
	Findings run(int invoices) throws IOException, InterruptedException {
		try (SampleProcess survivor = start(SURVIVOR); SampleProcess victim = start(VICTIM)) {
			survivor.awaitUp();
			victim.awaitUp();
			for (int i = 0; i < invoices; i++) {
				survivor.post("customer " + i, Optional.empty());
			}
			await(() -> ended("send-invoice") >= invoices);
			RunLog shared = runs();

			int more = 12;
			for (int i = 0; i < more; i++) {
				survivor.post("customer " + i, Optional.empty());
			}
			await(() -> runs().unended(VICTIM).size() > 1);
			victim.kill();
			Instant killedAt = Instant.now();
			List<Line> orphans = runs().unended(VICTIM);
			await(() -> ended("send-invoice") >= invoices + more);
			Thread.sleep(INTERVAL.toMillis());
			List<String> hung = survivor.stop() ? List.of() : List.of("no end after SIGTERM");
			return findings(shared, orphans, killedAt).none("stops that hung", hung);
		}
	}

	private SampleProcess start(String node) throws IOException {
		Map<String, String> own = new TreeMap<>(this.properties);
		own.put("jobscheduler.node-id", node);
		return this.launcher.start(this.directory, node, own);
	}

	private Findings findings(RunLog shared, List<Line> orphans, Instant killedAt) throws IOException {
		RunLog runs = runs();
		List<Duration> takeovers = new ArrayList<>();
		List<Line> orphaned = new ArrayList<>();
		for (Line orphan : orphans) {
			runs.begins()
				.stream()
				.filter((line) -> line.job().equals(orphan.job()) && line.node().equals(SURVIVOR))
				.findFirst()
				.ifPresentOrElse((line) -> takeovers.add(Duration.between(killedAt, line.at())),
						() -> orphaned.add(orphan));
		}
		Map<String, Long> sent = shared.runsByNode("send-invoice");
		Map<String, Long> reported = shared.runsByNode(SCHEDULE);
		List<Instant> fireTimes = runs.fireTimes(SCHEDULE);
		long ticks = 1 + Duration.between(fireTimes.get(0), fireTimes.get(fireTimes.size() - 1)).dividedBy(INTERVAL);
		return new Findings().figure("invoices sent by " + SURVIVOR, sent.getOrDefault(SURVIVOR, 0L))
			.figure("invoices sent by " + VICTIM, sent.getOrDefault(VICTIM, 0L))
			.none("nodes that sent none",
					Stream.of(SURVIVOR, VICTIM).filter((node) -> !sent.containsKey(node)).toList())
			.figure("reports by " + SURVIVOR, reported.getOrDefault(SURVIVOR, 0L))
			.figure("reports by " + VICTIM, reported.getOrDefault(VICTIM, 0L))
			.figure("ticks of the report's schedule", ticks)
			.figure("fire times", fireTimes.size())
			.none("fire times with two jobs", runs.firingsOfTwoJobs())
			.none("attempts begun twice", runs.attemptsBegunTwice())
			.none("jobs whose fencing token does not rise", runs.tokensNotRising())
			.figure("jobs that " + VICTIM + " ran when it was killed", orphans.size())
			.none("of them not taken over", orphaned)
			.figure("first takeover, ms after the kill",
					takeovers.stream().mapToLong(Duration::toMillis).min().orElse(0))
			.figure("last takeover, ms after the kill",
					takeovers.stream().mapToLong(Duration::toMillis).max().orElse(0))
			.figure("takeovers later than " + TAKEOVER_LIMIT.toMillis() + " ms",
					takeovers.stream().filter((takeover) -> takeover.compareTo(TAKEOVER_LIMIT) > 0).count())
			.figure("reruns", runs.reruns());
	}

	private long ended(String task) throws IOException {
		return runs().lines()
			.stream()
			.filter((line) -> !line.begin() && line.task().equals(task))
			.map(Line::job)
			.distinct()
			.count();
	}

	private RunLog runs() throws IOException {
		return RunLog.read(this.directory.resolve("outbox"));
	}

	private static void await(Condition condition) throws IOException, InterruptedException {
		Instant deadline = Instant.now().plus(TIMEOUT);
		while (!condition.isMet()) {
			if (Instant.now().isAfter(deadline)) {
				throw new IllegalStateException("Nothing came of it within " + TIMEOUT);
			}
			Thread.sleep(20);
		}
	}

	private interface Condition {

		boolean isMet() throws IOException;

	}

}
