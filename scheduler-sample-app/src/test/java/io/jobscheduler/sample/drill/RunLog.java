package io.jobscheduler.sample.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The runs that the application has noted in {@code runs.log} of its outbox.
 *
 * @param lines its lines
 */
record RunLog(List<Line> lines) {

	private static final Pattern FORMAT = Pattern.compile(
			"(?<at>\\S+) (?<what>begin|end) task=(?<task>\\S+) schedule=(?<schedule>\\S+) job=(?<job>\\S+) attempt=(?<attempt>\\d+) token=(?<token>\\d+) node=(?<node>\\S+)");

	static RunLog read(Path outbox) throws IOException {
		Path file = outbox.resolve("runs.log");
		return new RunLog(Files.exists(file) ? Files.readAllLines(file).stream().map(Line::of).toList() : List.of());
	}

	List<Line> begins() {
		return this.lines.stream().filter(Line::begin).toList();
	}

	long jobs() {
		return begins().stream().map(Line::job).distinct().count();
	}

	/** Runs of jobs that had begun before. */
	long reruns() {
		return begins().size() - jobs();
	}

	/** The runs of a node that have begun and not ended. */
	List<Line> unended(String node) {
		Set<Long> ended = this.lines.stream()
			.filter((line) -> !line.begin())
			.map(Line::token)
			.collect(Collectors.toSet());
		return begins().stream().filter((line) -> line.node().equals(node) && !ended.contains(line.token())).toList();
	}

	/** Schedules and fire times, as in {@code sales-report@2026-01-01T00:00:00Z}. */
	Set<String> firings() {
		return begins().stream().map(Line::firing).filter((firing) -> !firing.equals("-")).collect(Collectors.toSet());
	}

	/** Fire times for which there were two jobs. */
	List<String> firingsOfTwoJobs() {
		return groups((line) -> line.firing().equals("-") ? line.job() : line.firing()).values()
			.stream()
			.filter((runs) -> runs.stream().map(Line::job).distinct().count() > 1)
			.map(Object::toString)
			.toList();
	}

	/**
	 * Attempts that have begun twice: a job that was made twice, or held by two nodes.
	 */
	List<String> attemptsBegunTwice() {
		return groups((line) -> line.job() + " attempt " + line.attempt()).values()
			.stream()
			.filter((runs) -> runs.size() > 1)
			.map(Object::toString)
			.toList();
	}

	/**
	 * Runs whose fencing token is not higher than that of an earlier run of their job.
	 */
	List<String> tokensNotRising() {
		return groups(Line::job).values().stream().filter((runs) -> {
			List<Long> tokens = runs.stream().map(Line::token).toList();
			return !tokens.equals(tokens.stream().distinct().sorted().toList());
		}).map(Object::toString).toList();
	}

	private Map<String, List<Line>> groups(Function<Line, String> key) {
		return begins().stream().collect(Collectors.groupingBy(key));
	}

	/** How many runs each node has begun. */
	Map<String, Long> runsByNode(String task) {
		return begins().stream()
			.filter((line) -> line.task().equals(task))
			.collect(Collectors.groupingBy(Line::node, Collectors.counting()));
	}

	/** Fire times that are not a multiple of the interval apart: the anchor has moved. */
	static List<Instant> offGrid(Collection<Instant> fireTimes, Duration interval) {
		Instant first = fireTimes.stream().min(Instant::compareTo).orElse(Instant.EPOCH);
		return fireTimes.stream()
			.filter((fireTime) -> Duration.between(first, fireTime).toNanos() % interval.toNanos() != 0)
			.toList();
	}

	List<Instant> fireTimes(String schedule) {
		String prefix = schedule + "@";
		return firings().stream()
			.filter((firing) -> firing.startsWith(prefix))
			.map((firing) -> Instant.parse(firing.substring(prefix.length())))
			.sorted()
			.toList();
	}

	/**
	 * A line.
	 *
	 * @param at when it was written
	 * @param begin whether the run begins; otherwise it ends well
	 * @param task the task
	 * @param firing the schedule and fire time; a dash if there is none
	 * @param job the job's id
	 * @param attempt the attempt
	 * @param token the fencing token
	 * @param node the node
	 */
	record Line(Instant at, boolean begin, String task, String firing, String job, int attempt, long token,
			String node) {

		static Line of(String text) {
			Matcher line = FORMAT.matcher(text);
			if (!line.matches()) {
				throw new IllegalArgumentException("Not a line of the run ledger: " + text);
			}
			return new Line(Instant.parse(line.group("at")), line.group("what").equals("begin"), line.group("task"),
					line.group("schedule"), line.group("job"), Integer.parseInt(line.group("attempt")),
					Long.parseLong(line.group("token")), line.group("node"));
		}

	}

}
