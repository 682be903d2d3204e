package io.jobscheduler.executor.process;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.jobscheduler.job.JobId;
import io.jobscheduler.job.Limits;
import io.jobscheduler.job.Progress;
import io.jobscheduler.task.JobContext;
import org.jspecify.annotations.Nullable;

/**
 * A job as its task sees it in a worker. What it says goes to the program; told to stop,
 * the worker is killed, so it never hears of that.
 */
final class WorkerContext implements JobContext {

	private final WorkerCall call;

	private final Speaker speaker;

	private volatile @Nullable Duration snooze;

	private volatile @Nullable Duration retryIn;

	WorkerContext(WorkerCall call, Speaker speaker) {
		this.call = call;
		this.speaker = speaker;
	}

	@Nullable Duration snooze() {
		return this.snooze;
	}

	@Nullable Duration retryIn() {
		return this.retryIn;
	}

	@Override
	public JobId jobId() {
		return this.call.id();
	}

	@Override
	public String task() {
		return this.call.task();
	}

	@Override
	public @Nullable String schedule() {
		return this.call.origin().schedule();
	}

	@Override
	public @Nullable Instant fireTime() {
		return this.call.origin().fireTime();
	}

	@Override
	public int attempt() {
		return this.call.run().attempt();
	}

	@Override
	public long fencingToken() {
		return this.call.run().token();
	}

	@Override
	public String node() {
		return this.call.run().node();
	}

	@Override
	public Map<String, String> headers() {
		return this.call.headers();
	}

	@Override
	public boolean isCancelled() {
		return false;
	}

	@Override
	public Registration onCancel(Runnable action) {
		return () -> {
			// the worker is killed instead
		};
	}

	@Override
	public void progress(long done, long total, @Nullable String text) {
		Progress progress = new Progress(done, total, text);
		this.speaker.say((out) -> {
			out.writeByte(Frames.PROGRESS);
			Frames.write(out, progress.toLine());
		});
	}

	@Override
	public void log(String line) {
		this.speaker.say((out) -> {
			out.writeByte(Frames.LOG);
			Frames.write(out, line);
		});
	}

	@Override
	public void snooze(Duration delay) {
		this.snooze = Limits.requireDuration("snooze", delay);
	}

	@Override
	public void retryIn(Duration delay) {
		this.retryIn = Limits.requireDuration("retry delay", delay);
	}

	/** Says something to the program, whole and in order. */
	interface Speaker {

		void say(Words words);

	}

	/** What is said. */
	interface Words {

		void writeTo(java.io.DataOutputStream out) throws IOException;

	}

}
