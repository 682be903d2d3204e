package io.jobscheduler.cron;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Prints how long it takes to parse a million fuzzed expressions of either kind, in
 * processor time, so that it does not matter what else the machine does. Run as a
 * program; nothing is asserted.
 */
final class CronParsingTimes {

	private static final int INPUTS = 1_000_000;

	private static final int BATCH = 1_000;

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private CronParsingTimes() {
	}

	/**
	 * Runs the measurement.
	 * @param arguments a seed, or nothing
	 */
	public static void main(String[] arguments) {
		CronFuzz fuzz = new CronFuzz(new Random((arguments.length > 0) ? Long.parseLong(arguments[0]) : 1));
		for (int run = 1; run <= 2; run++) {
			print("lines", () -> {
				String line = fuzz.nextLine();
				return () -> CronExpression.parse(line);
			});
			print("fields", () -> {
				Map<CronField, String> fields = fuzz.nextFields();
				return () -> CronExpression.of(fields);
			});
		}
	}

	private static void print(String kind, Supplier<Runnable> inputs) {
		long[] nanos = new long[INPUTS];
		int refused = 0;
		for (int start = 0; start < INPUTS; start += BATCH) {
			Runnable[] batch = new Runnable[BATCH];
			Arrays.setAll(batch, (index) -> inputs.get());
			for (int index = 0; index < BATCH; index++) {
				long begin = THREADS.getCurrentThreadCpuTime();
				try {
					batch[index].run();
				}
				catch (InvalidCronExpressionException ex) {
					refused++;
				}
				nanos[start + index] = THREADS.getCurrentThreadCpuTime() - begin;
			}
		}
		Arrays.sort(nanos);
		System.out.printf(Locale.ROOT, "%s: %d parsed, %d refused; median %.1f, p99 %.1f, p99.9 %.1f, max %.1f us%n",
				kind, INPUTS - refused, refused, nanos[INPUTS / 2] / 1e3, nanos[INPUTS / 100 * 99] / 1e3,
				nanos[INPUTS / 1_000 * 999] / 1e3, nanos[INPUTS - 1] / 1e3);
	}

}
