package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Due;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.NewJob;
import org.jspecify.annotations.Nullable;

/**
 * A job to add, in few words: due at once, without arguments, settings or key, and with
 * an id that is higher than that of every test job before.
 *
 * @param request the request that adds it
 */
record TestJob(NewJob request) {

	/** The task of a job where the test does not care. */
	static final String TASK = "send";

	private static final AtomicLong SEQUENCE = new AtomicLong(1);

	static TestJob job() {
		return job(TASK);
	}

	static TestJob job(String task) {
		JobSpec spec = new JobSpec(task, Payload.EMPTY, JobSettings.NONE, null, null);
		return new TestJob(new NewJob(nextId(), false, spec, Due.NOW, ConflictPolicy.KEEP));
	}

	/** An id that no job has yet. */
	static JobId nextId() {
		long number = SEQUENCE.getAndIncrement();
		return new JobId(new UUID((number << 16) | 0x7000, 0x8000_0000_0000_0000L | number));
	}

	JobId id() {
		return this.request.id();
	}

	TestJob withChosenId(JobId id) {
		return new TestJob(new NewJob(id, true, this.request.spec(), this.request.due(), this.request.onConflict()));
	}

	TestJob dueAt(Instant instant) {
		return withDue(Due.at(instant));
	}

	TestJob dueIn(Duration delay) {
		return withDue(Due.after(delay));
	}

	TestJob withPriority(int priority) {
		return withSettings(spec().settings().withPriority(priority));
	}

	TestJob withSettings(JobSettings settings) {
		return withSpec(spec().withSettings(settings));
	}

	TestJob withPayload(Payload payload) {
		return withSpec(new JobSpec(spec().task(), payload, spec().settings(), spec().uniqueKey(), spec().origin(),
				spec().headers()));
	}

	TestJob withHeaders(Map<String, String> headers) {
		return withSpec(spec().withHeaders(headers));
	}

	TestJob withVersion(int payloadVersion) {
		return withPayload(new Payload(payloadVersion, "{}"));
	}

	TestJob withUniqueKey(@Nullable String key, ConflictPolicy onConflict) {
		JobSpec keyed = new JobSpec(spec().task(), spec().payload(), spec().settings(), key, spec().origin(),
				spec().headers());
		return new TestJob(new NewJob(this.request.id(), this.request.chosen(), keyed, this.request.due(), onConflict));
	}

	TestJob madeBy(JobOrigin origin) {
		return withSpec(new JobSpec(spec().task(), spec().payload(), spec().settings(), spec().uniqueKey(), origin,
				spec().headers()));
	}

	JobSpec spec() {
		return this.request.spec();
	}

	/** As it comes from another store. */
	TestJob withAttempts(Attempts attempts) {
		return new TestJob(
				new NewJob(this.request.id(), true, spec(), this.request.due(), this.request.onConflict(), attempts));
	}

	private TestJob withSpec(JobSpec spec) {
		return new TestJob(new NewJob(this.request.id(), this.request.chosen(), spec, this.request.due(),
				this.request.onConflict()));
	}

	private TestJob withDue(Due due) {
		return new TestJob(
				new NewJob(this.request.id(), this.request.chosen(), spec(), due, this.request.onConflict()));
	}

}
