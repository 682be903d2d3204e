package io.jobscheduler.store.zookeeper;

import io.jobscheduler.job.JobResult;
import io.jobscheduler.store.zookeeper.Endings.Ended;
import io.jobscheduler.store.zookeeper.Endings.Held;
import io.jobscheduler.store.zookeeper.Endings.Next;
import org.jspecify.annotations.Nullable;

/**
 * A job that leaves its state.
 *
 * @param held what was read of it
 * @param next what becomes of it
 * @param asked whether there is a request to cancel it
 */
record Departure(Held held, Next next, boolean asked) {

	/** The schedule that waits for the end of the job, if this is its end. */
	@Nullable String watcher() {
		Fields fields = this.held.znode().fields();
		boolean ends = this.next instanceof Ended && fields != null && fields.flag("watched");
		return (ends && fields != null) ? fields.find("schedule") : null;
	}

	/**
	 * With a result that does not keep what the job was asked to do: where there is no
	 * room for that, the end of a run must not be refused for it.
	 */
	Departure bare() {
		if (!(this.next instanceof Ended ended)) {
			return this;
		}
		JobResult all = ended.result();
		JobResult bare = new JobResult(all.jobId(), all.task(), all.origin(), all.ending(), all.run(), all.expiresAt());
		return new Departure(this.held, new Ended(bare, ended.kept()), this.asked);
	}

	/** The unique key that the job lets go, if this is its end. */
	@Nullable String key() {
		Fields fields = this.held.znode().fields();
		return (this.next instanceof Ended && fields != null) ? fields.find("key") : null;
	}

}
