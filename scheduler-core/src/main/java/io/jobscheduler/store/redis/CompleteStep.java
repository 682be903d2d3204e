package io.jobscheduler.store.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.Completion.End;
import io.jobscheduler.store.Completion.Retry;
import io.jobscheduler.store.Completion.Trace;
import io.jobscheduler.store.CompletionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Ends claims, a batch at a time.
 */
final class CompleteStep {

	private final Scripts scripts;

	private final ResultHash results;

	CompleteStep(Scripts scripts, ResultHash results) {
		this.scripts = scripts;
		this.results = results;
	}

	List<CompletionStatus> complete(List<Completion> completions) {
		List<Reply> replies = apply(completions.stream().map(this::item).toList(), false);
		List<CompletionStatus> statuses = new ArrayList<>();
		for (int i = 0; i < completions.size(); i++) {
			Reply reply = replies.get(i);
			statuses.add(isHeld(reply) ? CompletionStatus.APPLIED : completions.get(i).unheld(trace(reply)));
		}
		return statuses;
	}

	/**
	 * Applies items; each reply says {@code held} if it was applied, or else what is
	 * there.
	 * @param onlyExpired whether only claims are ended whose lease has
	 */
	List<Reply> apply(List<Arguments> items, boolean onlyExpired) {
		return this.scripts.each(Script.COMPLETE, new Arguments().text(onlyExpired ? "1" : ""), items);
	}

	static boolean isHeld(Reply reply) {
		return reply.text(0).equals("held");
	}

	private static @Nullable Trace trace(Reply reply) {
		if (reply.size() == 1) {
			return null;
		}
		try {
			long token = Long.parseLong(reply.text(1));
			return reply.text(0).equals("job") ? new Trace(token, reply.text(2).equals("1"), null)
					: new Trace(token, false, Outcome.valueOf(reply.text(2)));
		}
		catch (IllegalArgumentException ex) {
			// nonsense, which no completion leaves
			return new Trace(-1, true, null);
		}
	}

	Arguments item(Completion completion) {
		Claim claim = completion.claim();
		String id = claim.job().id().toString();
		if (completion.verdict() instanceof End end) {
			return start(id, Long.toString(claim.token()), "end").instant(end.endedAt())
				.duration(end.retention())
				.fields(this.results.fields(completion.result(Instant.EPOCH)));
		}
		Attempts attempts = completion.released(Instant.EPOCH).attempts();
		if (completion.verdict() instanceof Completion.Quarantine) {
			return quarantine(id, Long.toString(claim.token()), String.valueOf(attempts.lastError()));
		}
		Duration delay = (completion.verdict() instanceof Retry retry) ? retry.delay() : null;
		Map<String, String> fields = new LinkedHashMap<>();
		fields.put("failures", Integer.toString(attempts.failures()));
		fields.put("abandonments", Integer.toString(attempts.abandonments()));
		JobHash.put(fields, "error", attempts.lastError());
		return start(id, Long.toString(claim.token()), "release").optional((delay != null) ? Micros.of(delay) : null)
			.fields(fields);
	}

	/** Sets a claimed job aside; its token as it is kept, which may be no number. */
	static Arguments quarantine(String id, String token, String reason) {
		return start(id, token, "quarantine").text(reason);
	}

	private static Arguments start(String id, String token, String kind) {
		return new Arguments().text(id).text(token).text(kind);
	}

}
