package io.jobscheduler.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobState;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.ClaimRequest.Lane;
import io.jobscheduler.store.FireReply.Quarantined;
import io.jobscheduler.store.JobStoreException;
import io.jobscheduler.store.StoreFormat;
import org.jspecify.annotations.Nullable;

/**
 * Claims due jobs: one script for all lanes, and another only if there was more than one
 * may claim, or if something that was claimed cannot be read.
 */
final class ClaimStep {

	private static final int ROUNDS = 100;

	private final Scripts scripts;

	private final JobHash jobs;

	private final CompleteStep completion;

	ClaimStep(Scripts scripts, JobHash jobs, CompleteStep completion) {
		this.scripts = scripts;
		this.jobs = jobs;
		this.completion = completion;
	}

	ClaimReply claim(ClaimRequest request) {
		Claiming claiming = new Claiming(request);
		try {
			int rounds = 0;
			while (claiming.round() && rounds < ROUNDS) {
				rounds++;
			}
		}
		catch (JobStoreException ex) {
			if (claiming.isEmpty()) {
				throw ex;
			}
			// what was claimed is held, whatever happened afterwards
		}
		return claiming.reply();
	}

	/** The claims of one request. */
	private final class Claiming {

		private final ClaimRequest request;

		private final Map<String, List<Claim>> claims = new LinkedHashMap<>();

		private final List<Quarantined> quarantined = new ArrayList<>();

		private final int[] free;

		private Instant now = Instant.EPOCH;

		private @Nullable Instant nextDue;

		Claiming(ClaimRequest request) {
			this.request = request;
			this.free = request.lanes().stream().mapToInt(Lane::slots).toArray();
			request.lanes().forEach((lane) -> this.claims.put(lane.executor(), new ArrayList<>()));
		}

		/** Claims; returns whether to go on. */
		boolean round() {
			List<Arguments> lanes = new ArrayList<>();
			for (int i = 0; i < this.free.length; i++) {
				lanes.add(lane(this.request.lanes().get(i), this.free[i]));
			}
			Reply reply = ClaimStep.this.scripts.run(Script.CLAIM,
					new Arguments().text(this.request.node())
						.duration(this.request.lease())
						.number(StoreFormat.VERSION)
						.number(Scripts.BYTES)
						.list(lanes));
			this.now = reply.instant(0);
			this.nextDue = reply.findInstant(1);
			boolean more = reply.number(2) == 1;
			List<String> setAside = reply.texts(3);
			for (int i = 0; i < setAside.size(); i += 2) {
				this.quarantined.add(new Quarantined(setAside.get(i), setAside.get(i + 1)));
			}
			List<Reply> rows = new ArrayList<>();
			for (int i = 0; i < this.free.length; i++) {
				for (Reply row : reply.reply(4).replies(i)) {
					take(i, row, rows);
				}
			}
			quarantine(rows);
			return (more || !rows.isEmpty()) && Arrays.stream(this.free).anyMatch((slots) -> slots > 0);
		}

		private void take(int lane, Reply row, List<Reply> unreadable) {
			long token = row.number(1);
			Instant leaseUntil = this.now.plus(Micros.duration(Micros.of(this.request.lease())));
			Stored<Job> stored = ClaimStep.this.jobs.read(row.text(0), row.fields(2));
			Job job = stored.value();
			if (job == null) {
				unreadable.add(row);
				this.quarantined.add(new Quarantined(stored.id(), stored.reason()));
				return;
			}
			Job running = job.with(JobState.RUNNING, job.dueAt(),
					job.attempts().claimed(token, this.request.node(), leaseUntil));
			this.claims.getOrDefault(this.request.lanes().get(lane).executor(), List.of())
				.add(new Claim(running, token, leaseUntil));
			this.free[lane]--;
		}

		/** What cannot be read is set aside by the token that it was claimed with. */
		private void quarantine(List<Reply> rows) {
			int first = this.quarantined.size() - rows.size();
			List<Arguments> items = new ArrayList<>();
			for (int i = 0; i < rows.size(); i++) {
				Quarantined row = this.quarantined.get(first + i);
				items.add(CompleteStep.quarantine(row.id(), rows.get(i).text(1), row.reason()));
			}
			if (!items.isEmpty()) {
				ClaimStep.this.completion.apply(items, false);
			}
		}

		private static Arguments lane(Lane lane, int slots) {
			Arguments arguments = new Arguments().number(slots).number(lane.tasks().size());
			lane.tasks().forEach((task, version) -> arguments.text(task).number(version));
			return arguments;
		}

		boolean isEmpty() {
			return this.claims.values().stream().allMatch(List::isEmpty);
		}

		ClaimReply reply() {
			return new ClaimReply(this.now, this.claims, this.quarantined, this.nextDue);
		}

	}

}
