package io.jobscheduler.sample.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;

import io.jobscheduler.sample.drill.SampleProcess.Invoice;
import io.jobscheduler.sample.drill.SampleProcess.Launcher;

/**
 * Kills the application again and again while invoices are posted to it, and then looks
 * whether anything was lost, or done for the same reason twice. Needs nothing but a JDK.
 */
final class KillDrill {

	private static final String SCHEDULE = "sales-report";

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private static final Duration RECOVERY_TIMEOUT = Duration.ofSeconds(60);

	private final Launcher launcher;

	private final Path directory;

	private final Map<String, String> properties = new TreeMap<>(
			Map.of("jobscheduler.lease-duration", "2s", "jobscheduler.schedules.sales-report.fixed-rate", "1s",
					"reports.cron", "* * * * *", "sample.sending-time", "100ms"));

	private final List<Invoice> acknowledged = Collections.synchronizedList(new ArrayList<>());

	private final List<Invoice> acknowledgedWithDueDate = Collections.synchronizedList(new ArrayList<>());

	private final List<String> fireTimesGoneBack = new ArrayList<>();

	private Optional<Instant> lastFireTime = Optional.empty();

	/**
	 * A drill.
	 * @param launcher starts the application
	 * @param directory where it runs
	 * @param properties what differs from its defaults
	 */
	KillDrill(Launcher launcher, Path directory, Map<String, String> properties) {
		this.launcher = launcher;
		this.directory = directory;
		this.properties.putAll(properties);
	}

	/**
	 * Runs the drill.
	 * @param kills how often to kill
	 * @param random when
	 */
	Findings run(int kills, Random random) throws IOException, InterruptedException {
		for (int kill = 1; kill <= kills; kill++) {
			try (SampleProcess application = start()) {
				Thread poster = post(application);
				Thread.sleep(500 + random.nextInt(2500));
				this.lastFireTime = application.lastFireTime(SCHEDULE);
				application.kill();
				poster.join();
				System.out.printf("kill %d: %d invoices acknowledged, last fire time %s%n", kill,
						this.acknowledged.size(), this.lastFireTime.orElse(null));
			}
		}
		try (SampleProcess application = start()) {
			return recovered(application).figure("kills", kills);
		}
	}

	private SampleProcess start() throws IOException, InterruptedException {
		SampleProcess application = this.launcher.start(this.directory, "application", this.properties);
		try {
			application.awaitUp();
			checkLastFireTime(application.lastFireTime(SCHEDULE));
			return application;
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			application.close();
			throw ex;
		}
	}

	private void checkLastFireTime(Optional<Instant> now) {
		this.lastFireTime.ifPresent((before) -> {
			if (now.isEmpty() || now.get().isBefore(before)) {
				this.fireTimesGoneBack.add(before + " -> " + now.orElse(null));
			}
		});
	}

	private Thread post(SampleProcess application) {
		Thread thread = new Thread(() -> {
			try {
				for (int i = 0;; i++) {
					boolean due = i % 3 == 0;
					Invoice invoice = application.post("customer " + i,
							due ? Optional.of(Instant.now().plusSeconds(1)) : Optional.empty());
					this.acknowledged.add(invoice);
					if (due) {
						this.acknowledgedWithDueDate.add(invoice);
					}
					Thread.sleep(20);
				}
			}
			catch (IOException | InterruptedException ex) {
				// the application is dead, and this invoice is not acknowledged
			}
		}, "poster");
		thread.start();
		return thread;
	}

	private Findings recovered(SampleProcess application) throws IOException, InterruptedException {
		Path outbox = this.directory.resolve("outbox");
		Instant deadline = Instant.now().plus(RECOVERY_TIMEOUT);
		List<Invoice> lost = remaining(this.acknowledged, deadline,
				(invoice) -> Files.exists(outbox.resolve(invoice.sendingJob())));
		List<Invoice> unsent = remaining(this.acknowledged, deadline,
				(invoice) -> !application.invoice(invoice.id()).state().equals("NEW"));
		List<Invoice> forgotten = remaining(this.acknowledgedWithDueDate, deadline,
				(invoice) -> application.invoice(invoice.id()).state().equals("REMINDED"));
		List<String> hung = application.stop() ? List.of() : List.of("no end after SIGTERM");
		RunLog runs = RunLog.read(outbox);
		return new Findings().figure("invoices acknowledged", this.acknowledged.size())
			.none("acknowledged and without a letter", lost)
			.none("acknowledged and not marked as sent", unsent)
			.none("acknowledged, due and not reminded of", forgotten)
			.figure("fire times", runs.firings().size())
			.none("fire times with two jobs", runs.firingsOfTwoJobs())
			.none("attempts begun twice", runs.attemptsBegunTwice())
			.none("jobs whose fencing token does not rise", runs.tokensNotRising())
			.none("restarts at which lastFireTime went back", this.fireTimesGoneBack)
			.none("fire times off the interval", RunLog.offGrid(runs.fireTimes(SCHEDULE), INTERVAL))
			.none("stops that hung", hung)
			.figure("jobs run", runs.jobs())
			.figure("reruns", runs.reruns());
	}

	private static List<Invoice> remaining(List<Invoice> invoices, Instant deadline, Check done)
			throws IOException, InterruptedException {
		List<Invoice> remaining = new ArrayList<>(invoices);
		while (true) {
			for (Invoice invoice : List.copyOf(remaining)) {
				if (done.test(invoice)) {
					remaining.remove(invoice);
				}
			}
			if (remaining.isEmpty() || Instant.now().isAfter(deadline)) {
				return remaining;
			}
			Thread.sleep(100);
		}
	}

	/** As {@link Predicate}, and may fail. */
	private interface Check {

		boolean test(Invoice invoice) throws IOException, InterruptedException;

	}

	/**
	 * Runs the drill on a jar.
	 * @param arguments the jar, the number of kills, the seed, and properties as
	 * {@code --spring.datasource.url=…}
	 */
	public static void main(String[] arguments) throws IOException, InterruptedException {
		Path jar = Path.of(arguments[0]);
		int kills = Integer.parseInt(arguments[1]);
		long seed = Long.parseLong(arguments[2]);
		Map<String, String> properties = new TreeMap<>();
		for (int i = 3; i < arguments.length; i++) {
			String[] property = arguments[i].substring(2).split("=", 2);
			properties.put(property[0], property[1]);
		}
		Path directory = Files.createTempDirectory("kill-test");
		System.out.printf("%d kills, seed %d, in %s%n", kills, seed, directory);
		Findings findings = new KillDrill(Launcher.ofJar(jar), directory, properties).run(kills, new Random(seed));
		System.out.print(findings);
		System.exit(findings.isClean() ? 0 : 1);
	}

}
