package io.jobscheduler.store.redis;

import java.util.ArrayList;
import java.util.List;

import io.jobscheduler.job.JobId;
import io.jobscheduler.job.RateLimit;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.PruneRequest;
import io.jobscheduler.store.TaskSettings;

/**
 * The steps that only pass on what they are given: cancelling, limits, pruning.
 */
final class Housekeeping {

	private final Scripts scripts;

	Housekeeping(Scripts scripts) {
		this.scripts = scripts;
	}

	List<CancelReply> cancel(CancelRequest request) {
		List<Arguments> ids = request.jobs().stream().map((id) -> new Arguments().text(id.toString())).toList();
		List<Reply> replies = this.scripts.each(Script.CANCEL, new Arguments().duration(request.retention()), ids);
		List<CancelReply> cancelled = new ArrayList<>();
		for (int i = 0; i < replies.size(); i++) {
			JobId id = request.jobs().get(i);
			cancelled.add(new CancelReply(id, CancelReply.Status.valueOf(replies.get(i).text(0))));
		}
		return cancelled;
	}

	void putTasks(List<TaskSettings> settings) {
		this.scripts.each(Script.TASKS, new Arguments(), settings.stream().map(Housekeeping::limits).toList());
	}

	private static Arguments limits(TaskSettings task) {
		RateLimit rate = task.rate();
		return new Arguments().text(task.task())
			.optional(task.maxRunningJobs())
			.optional((rate != null) ? rate.permits() : null)
			.optional((rate != null) ? Micros.of(rate.period()) : null)
			.texts(task.aliases());
	}

	int prune(PruneRequest request) {
		int removed = 0;
		int left = request.limit();
		while (left > 0) {
			int most = Math.min(left, Scripts.ROWS);
			int now = (int) this.scripts
				.run(Script.PRUNE,
						new Arguments().number(most)
							.duration(request.skipped())
							.duration(request.finishedSchedules())
							.duration(request.silentNodes()))
				.number(0);
			removed += now;
			left = (now >= most) ? left - most : 0;
		}
		return removed;
	}

}
