package io.jobscheduler.job;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What has become of a job so far. The three counts are apart: a claim that is handed
 * back costs neither an attempt nor an abandonment.
 *
 * @param token the fencing token of its last claim, 0 before the first
 * @param failures how many attempts have failed
 * @param abandonments how often its node stopped renewing the lease
 * @param node the node that runs it; {@code null} unless it is running
 * @param leaseUntil when that node's lease ends; {@code null} unless it is running
 * @param lastError the last failed attempt in a line, or why the job is quarantined;
 * {@code null} if none failed
 * @param progress how far the run has come, as its task last said; {@code null} unless it
 * is running and has said so
 */
public record Attempts(long token, int failures, int abandonments, @Nullable String node, @Nullable Instant leaseUntil,
		@Nullable String lastError, @Nullable Progress progress) {

	/** The longest {@link #lastError()}, in characters. */
	public static final int MAX_ERROR = 500;

	/** Never claimed. */
	public static final Attempts NONE = new Attempts(0, 0, 0, null, null, null);

	/** Cuts an error that is too long. */
	public Attempts {
		if (lastError != null && lastError.length() > MAX_ERROR) {
			lastError = lastError.substring(0, MAX_ERROR);
		}
	}

	/**
	 * What has become of a job that says nothing of its progress.
	 * @param token the fencing token of its last claim
	 * @param failures how many attempts have failed
	 * @param abandonments how often its node stopped renewing the lease
	 * @param node the node that runs it
	 * @param leaseUntil when that node's lease ends
	 * @param lastError the last failed attempt in a line
	 */
	public Attempts(long token, int failures, int abandonments, @Nullable String node, @Nullable Instant leaseUntil,
			@Nullable String lastError) {
		this(token, failures, abandonments, node, leaseUntil, lastError, null);
	}

	/**
	 * Claimed by a node.
	 * @param newToken the token of the claim
	 * @param newNode the node
	 * @param newLeaseUntil the end of its lease
	 * @return a copy
	 */
	public Attempts claimed(long newToken, String newNode, Instant newLeaseUntil) {
		return new Attempts(newToken, this.failures, this.abandonments, newNode, newLeaseUntil, this.lastError);
	}

	/**
	 * The lease was renewed.
	 * @param newLeaseUntil the end of the lease
	 * @param newProgress how far the run has come; {@code null} if it has said nothing
	 * new
	 * @return a copy
	 */
	public Attempts renewed(Instant newLeaseUntil, @Nullable Progress newProgress) {
		return new Attempts(this.token, this.failures, this.abandonments, this.node, newLeaseUntil, this.lastError,
				(newProgress != null) ? newProgress : this.progress);
	}

	/**
	 * Given back unrun.
	 * @return a copy that no node holds
	 */
	public Attempts released() {
		return new Attempts(this.token, this.failures, this.abandonments, null, null, this.lastError);
	}

	/**
	 * An attempt failed.
	 * @param error what to show of it, {@code null} for nothing
	 * @return a copy that no node holds, with one failure more
	 */
	public Attempts failed(@Nullable String error) {
		return new Attempts(this.token, this.failures + 1, this.abandonments, null, null, error);
	}

	/**
	 * Its node stopped renewing the lease.
	 * @param error what to show of it, {@code null} for nothing
	 * @return a copy that no node holds, with one abandonment more
	 */
	public Attempts abandoned(@Nullable String error) {
		return new Attempts(this.token, this.failures, this.abandonments + 1, null, null, error);
	}

	/**
	 * Set aside.
	 * @param reason why
	 * @return a copy that no node holds
	 */
	public Attempts quarantined(String reason) {
		return new Attempts(this.token, this.failures, this.abandonments, null, null, reason);
	}

}
