package io.jobscheduler.store.rethinkdb;

import java.util.Collection;
import java.util.Map;

import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.Firing.PlannedJob;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.NewJob;
import org.jspecify.annotations.Nullable;

/**
 * About how long something is as JSON, so that no query gets too long.
 */
final class Size {

	private static final long LEAST = 100;

	private Size() {
	}

	static long of(@Nullable Object value) {
		if (value instanceof CharSequence text) {
			return text.length();
		}
		if (value instanceof NewJob job) {
			return LEAST + job.spec().payload().arguments().length();
		}
		if (value instanceof PlannedJob job) {
			return LEAST + job.spec().payload().arguments().length();
		}
		if (value instanceof Firing firing) {
			return LEAST + of(firing.jobs());
		}
		if (value instanceof Schedule schedule) {
			int arguments = schedule.definition().payload().arguments().length();
			return LEAST + 2L * arguments;
		}
		if (value instanceof Completion completion && completion.verdict() instanceof Completion.End end) {
			// the result of a job that did not succeed has its payload as well
			return LEAST + of(end.ending().value()) + of(end.log())
					+ completion.claim().job().spec().payload().arguments().length();
		}
		if (value instanceof Map.Entry<?, ?> entry) {
			return of(entry.getKey()) + of(entry.getValue());
		}
		if (value instanceof Map<?, ?> map) {
			return map.entrySet().stream().mapToLong(Size::of).sum();
		}
		if (value instanceof Collection<?> items) {
			return items.stream().mapToLong(Size::of).sum();
		}
		return LEAST;
	}

}
