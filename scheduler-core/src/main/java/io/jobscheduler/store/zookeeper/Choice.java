package io.jobscheduler.store.zookeeper;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobState;
import io.jobscheduler.store.zookeeper.LiveEntry.Pending;
import io.jobscheduler.store.zookeeper.TaskLimits.Limit;
import org.jspecify.annotations.Nullable;

/**
 * A pending job that was chosen to be claimed, and what is done with it.
 */
final class Choice {

	private final Pending entry;

	private final int lane;

	private final @Nullable Limit limit;

	private final long token;

	private Round.@Nullable Data znode;

	private Kind kind = Kind.LEAVE;

	private @Nullable Job claimed;

	private String problem = "";

	Choice(Pending entry, int lane, @Nullable Limit limit, long token) {
		this.entry = entry;
		this.lane = lane;
		this.limit = limit;
		this.token = token;
	}

	Pending entry() {
		return this.entry;
	}

	int lane() {
		return this.lane;
	}

	@Nullable Limit limit() {
		return this.limit;
	}

	long token() {
		return this.token;
	}

	void read(Round.Data data) {
		this.znode = data;
	}

	private Round.Data znode() {
		return Objects.requireNonNull(this.znode, "read before it is decided on");
	}

	/**
	 * Decides by the job's data. A job that has seen a higher token, as this step has
	 * stood still, is left for the next attempt, which draws new ones.
	 */
	void decide(JobFields jobs, Claiming claiming) {
		Fields fields = znode().fields();
		String name = this.entry.path().substring(this.entry.path().lastIndexOf('/') + 1);
		if (!znode().exists() || JobFields.isEnded(fields) || isAnother(fields, name)) {
			this.kind = Kind.FORGET;
			return;
		}
		Stored<Job> stored = jobs.read(this.entry.id(), fields, null);
		Job job = stored.value();
		if (job == null) {
			set(stored.isCorrupt() ? Kind.SET_ASIDE : Kind.UNKNOWN, stored.reason());
		}
		else if (job.state() != JobState.PENDING || !LiveEntry.pending(job).equals(name)) {
			set(Kind.SET_ASIDE, "'" + job.id() + "' cannot be read: its entry '" + name + "' does not belong to it");
		}
		else if (job.attempts().token() < this.token) {
			this.kind = Kind.CLAIM;
			this.claimed = job.with(JobState.RUNNING, job.dueAt(),
					job.attempts().claimed(this.token, claiming.node(), claiming.leaseUntil()));
		}
	}

	/** The job has another entry: this one was left over. */
	private static boolean isAnother(@Nullable Fields fields, String name) {
		String entry = (fields != null) ? fields.find("entry") : null;
		return entry != null && !entry.equals(name) && entry.matches("[PRQ]\\..*");
	}

	private void set(Kind newKind, String newProblem) {
		this.kind = newKind;
		this.problem = newProblem;
	}

	/** What to write. */
	Change change(Change change, Layout layout, JobFields jobs) {
		Job job = this.claimed;
		if (this.kind == Kind.CLAIM && job != null) {
			String name = LiveEntry.running(job, this.token);
			change.delete(this.entry.path());
			change.set(znode().path, jobs.write(job, name).bytes(), znode().version());
			Instant until = Objects.requireNonNull(job.attempts().leaseUntil());
			change.create(layout.liveEntry(job.id(), name), Micros.text(until).getBytes(StandardCharsets.UTF_8));
		}
		else if (this.kind == Kind.FORGET) {
			change.delete(this.entry.path());
			if (znode().exists()) {
				change.check(znode().path, znode().version());
			}
		}
		else if (this.kind == Kind.SET_ASIDE) {
			change.delete(this.entry.path());
			Endings.setAside(change, layout, znode(), new Endings.Unreadable(this.entry, this.problem));
		}
		return change;
	}

	boolean isClaim() {
		return this.kind == Kind.CLAIM;
	}

	boolean isSetAside() {
		return this.kind == Kind.SET_ASIDE;
	}

	/** Whether nothing here can read it. */
	boolean isUnknown() {
		return this.kind == Kind.UNKNOWN;
	}

	@Nullable Job claimed() {
		return this.claimed;
	}

	String problem() {
		return this.problem;
	}

	/** What is done with a job. */
	private enum Kind {

		CLAIM, LEAVE, UNKNOWN, FORGET, SET_ASIDE

	}

}
