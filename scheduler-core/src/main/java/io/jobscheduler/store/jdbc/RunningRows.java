package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.jobscheduler.job.Claim;

/**
 * The rows of running jobs, found by the tokens of their claims. A run that ends its job
 * in its own transaction holds the row until its commit, for as long as its process or
 * its code takes, so no step of the engine waits for one.
 */
final class RunningRows {

	private final Session session;

	RunningRows(Session session) {
		this.session = session;
	}

	static Map<UUID, Long> tokens(Collection<Claim> claims) {
		Map<UUID, Long> tokens = new HashMap<>();
		claims.forEach((claim) -> tokens.put(claim.job().id().value(), claim.token()));
		return tokens;
	}

	/**
	 * Locks the rows of claims that still hold, but for those that another transaction
	 * has.
	 * @return the ids of those whose token is the claim's
	 */
	Set<UUID> lock(Map<UUID, Long> tokens, Query condition) {
		return matching(tokens, condition.add(" ORDER BY id FOR UPDATE SKIP LOCKED"));
	}

	/**
	 * Locks the row of a claim that still holds, and waits for it. What it finds is what
	 * is there, whatever the transaction has seen before.
	 */
	boolean await(Claim claim) {
		UUID id = claim.job().id().value();
		return !matching(Map.of(id, claim.token()), new Query(" FOR UPDATE")).isEmpty();
	}

	/** Which claims hold at the moment, whoever has locked their rows. */
	Set<UUID> held(Map<UUID, Long> tokens) {
		return matching(tokens, new Query(""));
	}

	/** Locks running rows whose lease has ended, but for those that another has. */
	Set<UUID> lockExpired(Collection<UUID> ids, Instant now) {
		Query query = new Query("SELECT id FROM @@JOB WHERE state = 1 AND ").add(in(ids))
			.add(" AND lease_until < ? ORDER BY id FOR UPDATE SKIP LOCKED", Micros.of(now));
		return new HashSet<>(this.session.list(query, (row, n) -> this.session.dialect().id(row, "id")));
	}

	private Set<UUID> matching(Map<UUID, Long> tokens, Query rest) {
		Set<UUID> matching = new HashSet<>();
		if (!tokens.isEmpty()) {
			Query query = new Query("SELECT id, token FROM @@JOB WHERE state = 1 AND ").add(in(tokens.keySet()))
				.add(rest);
			this.session.list(query, (row, n) -> {
				UUID id = this.session.dialect().id(row, "id");
				return tokens.getOrDefault(id, -1L) == row.getLong("token") && matching.add(id);
			});
		}
		return matching;
	}

	Query in(Collection<UUID> ids) {
		return this.session.dialect().in("id", SqlType.ID, ids);
	}

}
