package io.jobscheduler.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Ending;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.Progress;
import io.jobscheduler.store.PulseReply;
import io.jobscheduler.store.PulseRequest;
import org.jspecify.annotations.Nullable;

/**
 * A node's sign of life, and what it hears in return.
 */
final class PulseStep {

	private static final int CANCELS_PER_PULSE = 100;

	private final Scripts scripts;

	private final JobHash jobs;

	private final ScheduleHash schedules;

	PulseStep(Scripts scripts, JobHash jobs, ScheduleHash schedules) {
		this.scripts = scripts;
		this.jobs = jobs;
		this.schedules = schedules;
	}

	PulseReply pulse(PulseRequest request) {
		List<Arguments> claims = request.claims()
			.stream()
			.map((claim) -> claim(claim, request.progress().get(claim.job().id())))
			.toList();
		List<Reply> replies = new ArrayList<>();
		for (List<Arguments> part : claims.isEmpty() ? List.of(claims) : Scripts.cut(claims)) {
			int cancels = replies.isEmpty() ? CANCELS_PER_PULSE : 0;
			replies.add(this.scripts.run(Script.PULSE, head(request, cancels).list(part)));
		}
		if (this.schedules.learn(replies.get(0).texts(8))) {
			replies.add(this.scripts.run(Script.PULSE, head(request, 0).list(List.of())));
		}
		Set<JobId> lost = new HashSet<>();
		Set<JobId> asked = new HashSet<>();
		List<JobResult> cancelled = new ArrayList<>();
		for (Reply reply : replies) {
			reply.texts(2).forEach((id) -> lost.add(JobId.of(id)));
			reply.texts(3).forEach((id) -> asked.add(JobId.of(id)));
			cancelled.addAll(cancelled(reply));
		}
		Reply last = replies.get(replies.size() - 1);
		return new PulseReply(last.instant(0), last.number(1) == 1, lost, asked, cancelled, last.findInstant(5),
				last.findInstant(6), last.findInstant(7), Nodes.mode(last.reply(9)));
	}

	private static Arguments claim(Claim claim, @Nullable Progress progress) {
		return new Arguments().text(claim.job().id().toString())
			.number(claim.token())
			.optional((progress != null) ? progress.toLine() : null);
	}

	private Arguments head(PulseRequest request, int cancels) {
		return new Arguments().text(request.node())
			.text(request.incarnation())
			.duration(request.lease())
			.number(cancels)
			.texts(this.schedules.foreignFormats());
	}

	private List<JobResult> cancelled(Reply reply) {
		Instant now = reply.instant(0);
		List<JobResult> results = new ArrayList<>();
		for (Reply row : reply.replies(4)) {
			Fields fields = row.fields(2);
			Job job = this.jobs.read(row.text(0), fields).value();
			if (job != null) {
				JobResult.Run run = new JobResult.Run(job.attempt(), job.attempts().token(), null, null, now);
				Ending ending = Ending.unsuccessful(Outcome.CANCELLED, new JobError("cancelled", row.text(1), null));
				results.add(JobResult.of(job, ending, run, now.plus(Micros.duration(fields.number("cancel")))));
			}
		}
		return results;
	}

}
