package io.jobscheduler.test;

import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.schedule.Schedule;

/**
 * Jobs, results and schedules in the messages of assertions, a line each.
 */
final class Descriptions {

	private static final int LINES = 50;

	private Descriptions() {
	}

	static <T> String list(Collection<T> items, Function<T, String> words) {
		if (items.isEmpty()) {
			return "  (none)";
		}
		String lines = items.stream()
			.limit(LINES)
			.map((item) -> "  " + words.apply(item))
			.collect(Collectors.joining(System.lineSeparator()));
		int more = items.size() - LINES;
		return (more > 0) ? lines + System.lineSeparator() + "  … and " + more + " more" : lines;
	}

	static String of(Job job) {
		StringBuilder line = new StringBuilder(job.spec().task()).append(' ')
			.append(job.spec().payload().arguments())
			.append(" due ")
			.append(job.dueAt());
		if (job.spec().priority() != 0) {
			line.append(", priority ").append(job.spec().priority());
		}
		if (job.spec().uniqueKey() != null) {
			line.append(", unique key '").append(job.spec().uniqueKey()).append('\'');
		}
		if (job.spec().origin() != null) {
			line.append(", of schedule '").append(job.spec().origin().schedule()).append('\'');
		}
		if (job.attempt() > 1) {
			line.append(", attempt ").append(job.attempt());
			String error = job.attempts().lastError();
			line.append((error != null) ? " after " + error : "");
		}
		return line.append(", id ").append(job.id()).toString();
	}

	static String of(JobResult result) {
		StringBuilder line = new StringBuilder(result.task()).append(' ')
			.append(result.outcome())
			.append(" at ")
			.append(result.run().endedAt())
			.append(" on attempt ")
			.append(result.run().attempt());
		if (result.ending().value() != null) {
			line.append(", value ").append(result.ending().value());
		}
		if (result.ending().error() != null) {
			line.append(": ").append(result.ending().error().summary());
		}
		return line.append(", id ").append(result.jobId()).toString();
	}

	static String of(Schedule schedule) {
		Schedule.Status status = schedule.status();
		return "'" + schedule.id() + "' of task '" + schedule.definition().task() + "', " + status.state()
				+ ((status.reason() != null) ? " (" + status.reason() + ")" : "") + ", next at " + status.nextFireTime()
				+ ", " + schedule.definition().trigger();
	}

}
