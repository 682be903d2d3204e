package io.jobscheduler.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.Limits;
import io.jobscheduler.job.Progress;
import io.jobscheduler.task.JobContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run as its task sees it: what it is told, and what it says.
 */
final class RunContext implements JobContext {

	private static final Logger logger = LoggerFactory.getLogger(RunContext.class);

	private final Claim claim;

	private final String node;

	private final RunLog log = new RunLog();

	private final AtomicReference<@Nullable Progress> news = new AtomicReference<>();

	private final List<Runnable> cancelActions = new ArrayList<>();

	private volatile @Nullable Stop stop;

	private volatile boolean heardStop;

	private volatile @Nullable Duration snooze;

	private volatile @Nullable Duration retryIn;

	RunContext(Claim claim, String node) {
		this.claim = claim;
		this.node = node;
	}

	/** Why the run was told to stop; {@code null} if it was not. */
	@Nullable Stop stop() {
		return this.stop;
	}

	/** Why the task has stopped, as it knows; {@code null} if it has not asked. */
	@Nullable Stop heardStop() {
		return this.heardStop ? this.stop : null;
	}

	@Nullable Duration snooze() {
		return this.snooze;
	}

	@Nullable Duration retryIn() {
		return this.retryIn;
	}

	@Nullable String logText() {
		return this.log.text();
	}

	/** What is new of the progress since this was last asked. */
	@Nullable Progress takeNews() {
		return this.news.getAndSet(null);
	}

	/**
	 * Tells the run to stop. The first reason stands, but for a claim that is lost.
	 * @return what the task wants to be done, to be run by the caller
	 */
	List<Runnable> tell(Stop reason) {
		synchronized (this.cancelActions) {
			if (this.stop == null || reason == Stop.CLAIM_LOST) {
				this.stop = reason;
			}
			List<Runnable> actions = List.copyOf(this.cancelActions);
			this.cancelActions.clear();
			return actions;
		}
	}

	@Override
	public boolean isCancelled() {
		boolean told = this.stop != null;
		if (told) {
			this.heardStop = true;
		}
		return told;
	}

	@Override
	public Registration onCancel(Runnable action) {
		Runnable guarded = () -> {
			try {
				action.run();
			}
			catch (RuntimeException | Error ex) {
				logger.warn("What job {} of task '{}' does when it is cancelled failed", jobId(), task(), ex);
			}
		};
		synchronized (this.cancelActions) {
			if (this.stop == null) {
				this.cancelActions.add(guarded);
				return () -> remove(guarded);
			}
		}
		runAll(List.of(guarded), this);
		return () -> {
		};
	}

	private void remove(Runnable action) {
		synchronized (this.cancelActions) {
			this.cancelActions.remove(action);
		}
	}

	/** Runs users' code on a thread of its own, so that it holds up nothing. */
	static void runAll(List<Runnable> actions, JobContext job) {
		if (!actions.isEmpty()) {
			Thread thread = new Thread(() -> actions.forEach(Runnable::run), "jobscheduler-cancel-" + job.jobId());
			thread.setDaemon(true);
			thread.start();
		}
	}

	@Override
	public void progress(long done, long total, @Nullable String text) {
		this.news.set(new Progress(done, total, text));
	}

	@Override
	public void log(String line) {
		this.log.add(line);
	}

	@Override
	public void snooze(Duration delay) {
		this.snooze = Limits.requireDuration("snooze", delay);
	}

	@Override
	public void retryIn(Duration delay) {
		this.retryIn = Limits.requireDuration("retry delay", delay);
	}

	@Override
	public JobId jobId() {
		return this.claim.job().id();
	}

	@Override
	public String task() {
		return this.claim.job().spec().task();
	}

	@Override
	public @Nullable String schedule() {
		JobOrigin origin = this.claim.job().spec().origin();
		return (origin != null) ? origin.schedule() : null;
	}

	@Override
	public @Nullable Instant fireTime() {
		JobOrigin origin = this.claim.job().spec().origin();
		return (origin != null) ? origin.fireTime() : null;
	}

	@Override
	public int attempt() {
		return this.claim.job().attempt();
	}

	@Override
	public long fencingToken() {
		return this.claim.token();
	}

	@Override
	public String node() {
		return this.node;
	}

	@Override
	public Map<String, String> headers() {
		return this.claim.job().spec().headers();
	}

}
