package io.jobscheduler.job;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The identity of a job: a UUID that starts with a time, so that stores insert in order.
 * The id of a job made by a schedule is computed from the schedule's life and the fire
 * time, so that the same fire time cannot have two jobs even if it were planned twice.
 *
 * @param value the UUID
 */
public record JobId(UUID value) implements Comparable<JobId> {

	private static final int COUNTER_BITS = 12;

	/** The milliseconds and the counter of the last id. */
	private static final AtomicLong LAST = new AtomicLong();

	/** Checks that there is a value. */
	public JobId {
		Objects.requireNonNull(value, "value");
	}

	/**
	 * Reads an id from its text form.
	 * @param text a UUID as {@link #toString()} writes it
	 * @return the id
	 * @throws IllegalArgumentException if the text is not a UUID
	 */
	public static JobId of(String text) {
		try {
			UUID uuid = UUID.fromString(text);
			if (text.length() == 36) {
				return new JobId(uuid);
			}
		}
		catch (IllegalArgumentException ex) {
			// the message below names the value
		}
		throw new IllegalArgumentException(
				"Invalid job id '" + text + "': a UUID is expected, such as 01890a5d-ac96-774b-bcce-b302099a8057");
	}

	/**
	 * A new id of UUID version 7 (RFC 9562, section 6.2, method 3): milliseconds, a part
	 * that rises within one, then 62 random bits. Of two ids made in this process, the
	 * later is the greater, so that jobs that are due together run in the order of their
	 * addition.
	 * @param now the instant to start it with; it only serves that order
	 * @return a new id
	 */
	public static JobId random(Instant now) {
		long earliest = now.toEpochMilli() << COUNTER_BITS;
		long time = LAST.updateAndGet((last) -> Math.max(last + 1, earliest));
		return ofParts(time >>> COUNTER_BITS, time, ThreadLocalRandom.current().nextLong(), 7);
	}

	/**
	 * The id of the job that a schedule makes for a fire time, of UUID version 8 (RFC
	 * 9562): 48 bits of the fire time's milliseconds, then 74 bits of SHA-256 over the
	 * schedule's life and the fire time.
	 * @param scheduleUid the schedule's life, see {@code Schedule.uid()}
	 * @param fireTime the fire time
	 * @return always the same id for the same arguments
	 */
	public static JobId ofFireTime(UUID scheduleUid, Instant fireTime) {
		ByteBuffer input = ByteBuffer.allocate(28)
			.putLong(scheduleUid.getMostSignificantBits())
			.putLong(scheduleUid.getLeastSignificantBits())
			.putLong(fireTime.getEpochSecond())
			.putInt(fireTime.getNano());
		ByteBuffer hash = ByteBuffer.wrap(sha256().digest(input.array()));
		return ofParts(fireTime.toEpochMilli(), hash.getLong(), hash.getLong(), 8);
	}

	/**
	 * The id of a job that follows from another job or from a schedule, for a reason of
	 * its own: a retry by hand, a backfill. As {@link #ofFireTime(UUID, Instant)}, so
	 * asking twice gives the same job.
	 * @param source what it follows from
	 * @param reason why, different for each kind of derivation
	 * @param instant an instant that belongs to it
	 * @return always the same id for the same arguments
	 */
	public static JobId derived(UUID source, String reason, Instant instant) {
		byte[] text = reason.getBytes(StandardCharsets.UTF_8);
		ByteBuffer input = ByteBuffer.allocate(28 + text.length)
			.putLong(source.getMostSignificantBits())
			.putLong(source.getLeastSignificantBits())
			.putLong(instant.getEpochSecond())
			.putInt(instant.getNano())
			.put(text);
		ByteBuffer hash = ByteBuffer.wrap(sha256().digest(input.array()));
		return ofParts(instant.toEpochMilli(), hash.getLong(), hash.getLong(), 8);
	}

	private static JobId ofParts(long millis, long first, long second, int version) {
		long most = (millis << 16) | ((long) version << 12) | (first & 0xFFF);
		long least = 0x8000_0000_0000_0000L | (second & 0x3FFF_FFFF_FFFF_FFFFL);
		return new JobId(new UUID(most, least));
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	@Override
	public int compareTo(JobId other) {
		int most = Long.compareUnsigned(this.value.getMostSignificantBits(), other.value.getMostSignificantBits());
		return (most != 0) ? most
				: Long.compareUnsigned(this.value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
	}

	/**
	 * The UUID in its usual form.
	 */
	@Override
	public String toString() {
		return this.value.toString();
	}

}
