package io.jobscheduler.store.zookeeper;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobState;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.AddReply.Status;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Adds jobs: tries to, and looks only where one could not be added.
 */
final class AddStep {

	private static final int ATTEMPTS = 50;

	private static final int MOST_AT_ONCE = 1000;

	/**
	 * What a job needs to grow, so that one that was added can be claimed and retried.
	 */
	private static final int ROOM_TO_GROW = 8192;

	private final Connection connection;

	private final Layout layout;

	private final JobFields jobs;

	AddStep(Connection connection, Layout layout, JobFields jobs) {
		this.connection = connection;
		this.layout = layout;
		this.jobs = jobs;
	}

	/**
	 * Refuses a job for which there is no room. Results count, as every job may become
	 * one.
	 */
	static void requireRoom(Layout layout, JobId id) {
		int count = layout.live().count(id.toString()) + layout.ended().count(id.toString());
		if (count >= Layout.MOST_JOBS) {
			throw new StoreUnavailableException(
					"The store is full: one of its directories has " + count + " jobs and results, allowed "
							+ Layout.MOST_JOBS + ". Shorten the retention of results, or use another store for so many",
					null);
		}
	}

	List<AddReply> add(List<NewJob> additions) {
		List<AddReply> replies = new ArrayList<>();
		for (int from = 0; from < additions.size(); from += MOST_AT_ONCE) {
			replies.addAll(addPart(additions.subList(from, Math.min(additions.size(), from + MOST_AT_ONCE))));
		}
		return replies;
	}

	private List<AddReply> addPart(List<NewJob> additions) {
		Round first = this.connection.round();
		Round.Tick tick = first.tick();
		List<String> ids = additions.stream().map((job) -> job.id().toString()).toList();
		Directory<LiveEntry>.Looking live = this.layout.live().look(first, ids.stream());
		Directory<EndedEntry>.Looking ended = this.layout.ended().look(first, ids.stream());
		first.run();
		live.count();
		ended.count();
		List<Addition> items = new ArrayList<>();
		for (NewJob job : additions) {
			requireRoom(this.layout, job.id());
			Instant due = Micros.rounded(job.due().resolve(tick.now()));
			items.add(new Addition(new Job(job.id(), job.spec(), due, tick.now(), JobState.PENDING, job.attempts()),
					job.onConflict()));
		}
		List<Addition> open = items;
		for (int attempt = 0; !open.isEmpty(); attempt++) {
			if (attempt == ATTEMPTS) {
				throw new StoreUnavailableException(
						"Unique keys are taken and let go by others all the time: "
								+ open.stream().map((item) -> item.job.spec().uniqueKey()).toList() + "; try again",
						null);
			}
			write(open);
			open = items.stream().filter((item) -> item.reply == null).toList();
			look(open);
			open = items.stream().filter((item) -> item.reply == null).toList();
		}
		List<AddReply> replies = new ArrayList<>();
		items.forEach((item) -> replies.add(item.reply()));
		return replies;
	}

	private void write(List<Addition> open) {
		Map<Addition, Round.Commit> commits = new LinkedHashMap<>();
		Round round = this.connection.round();
		for (Addition item : open) {
			Change change = item.replaces() ? replacement(item) : addition(item);
			this.connection.requireSize(change, ROOM_TO_GROW, "Job " + item.job.id());
			commits.put(item, round.commit(change));
		}
		round.run();
		commits.forEach((item, commit) -> {
			if (commit.isDone()) {
				item.reply = item.replaces() ? new AddReply(item.holderId(), Status.REPLACED)
						: new AddReply(item.job.id(), Status.ADDED);
			}
		});
	}

	private Change addition(Addition item) {
		Job job = item.job;
		String entry = LiveEntry.pending(job);
		Change change = this.connection.change()
			.create(this.layout.job(job.id()), this.jobs.write(job, entry).bytes())
			.create(this.layout.liveEntry(job.id(), entry));
		String key = job.spec().uniqueKey();
		if (key != null) {
			if (item.key != null && item.key.exists()) {
				change.delete(item.key.path, item.key.version());
			}
			change.create(this.layout.key(key), new Fields().put("job", job.id().toString()).put("key", key).bytes());
		}
		return change;
	}

	/** The holder with another spec and due time. */
	private Change replacement(Addition item) {
		Round.Data znode = item.holder();
		Job before = item.pendingHolder(this.jobs);
		Fields fields = znode.fields();
		Change change = this.connection.change();
		if (before != null && fields != null) {
			Job after = new Job(before.id(), item.job.spec(), item.job.dueAt(), before.createdAt(), JobState.PENDING,
					before.attempts());
			String entry = LiveEntry.pending(after);
			String former = fields.text("entry");
			change.set(znode.path, this.jobs.write(after, entry).bytes(), znode.version());
			if (!former.equals(entry)) {
				change.delete(this.layout.liveEntry(before.id(), former));
				change.create(this.layout.liveEntry(before.id(), entry));
			}
		}
		return change;
	}

	/** Finds out why jobs could not be added. */
	private void look(List<Addition> open) {
		Round first = this.connection.round();
		for (Addition item : open) {
			item.existing = first.look(this.layout.job(item.job.id()));
			String key = item.job.spec().uniqueKey();
			item.key = (key != null) ? first.data(this.layout.key(key)) : null;
			item.holder = null;
		}
		first.run();
		Round second = this.connection.round();
		for (Addition item : open) {
			JobId holder = item.holderOrNull();
			item.holder = (holder != null) ? second.data(this.layout.job(holder)) : null;
		}
		second.run();
		open.forEach(this::decide);
	}

	private void decide(Addition item) {
		if (item.existing != null && item.existing.exists()) {
			item.reply = new AddReply(item.job.id(), Status.EXISTS);
			return;
		}
		if (!item.isKeyHeld()) {
			return;
		}
		if (item.onConflict == ConflictPolicy.REJECT) {
			item.reply = new AddReply(item.holderId(), Status.REJECTED);
		}
		else if (item.onConflict == ConflictPolicy.KEEP || item.pendingHolder(this.jobs) == null) {
			item.reply = new AddReply(item.holderId(), Status.KEPT);
		}
	}

	/** A job to add, and what was found in its place. */
	private static final class Addition {

		private final Job job;

		private final ConflictPolicy onConflict;

		private @Nullable AddReply reply;

		private Round.@Nullable Look existing;

		private Round.@Nullable Data key;

		private Round.@Nullable Data holder;

		Addition(Job job, ConflictPolicy onConflict) {
			this.job = job;
			this.onConflict = onConflict;
		}

		AddReply reply() {
			return Objects.requireNonNull(this.reply, "every addition ends with a reply");
		}

		@Nullable JobId holderOrNull() {
			Fields fields = (this.key != null) ? this.key.fields() : null;
			try {
				return (fields != null) ? JobId.of(fields.textOr("job", "")) : null;
			}
			catch (IllegalArgumentException ex) {
				return null;
			}
		}

		JobId holderId() {
			return Objects.requireNonNull(holderOrNull(), "the key has a holder");
		}

		Round.Data holder() {
			return Objects.requireNonNull(this.holder, "the holder was read");
		}

		/** Whether the key's job is there, and has it. */
		boolean isKeyHeld() {
			if (this.holder == null || !this.holder.exists()) {
				return false;
			}
			Fields fields = this.holder.fields();
			return fields == null || (!JobFields.isEnded(fields)
					&& String.valueOf(this.job.spec().uniqueKey()).equals(fields.find("key")));
		}

		boolean replaces() {
			return isKeyHeld();
		}

		/** The job that has the key, if it can be replaced. */
		@Nullable Job pendingHolder(JobFields jobs) {
			Job held = (this.holder != null) ? jobs.read(holderId(), this.holder.fields(), null).value() : null;
			return (held != null && held.state() == JobState.PENDING) ? held : null;
		}

	}

}
