package io.jobscheduler.serializer;

import io.jobscheduler.trigger.Trigger;

/**
 * Writes and reads one kind of trigger. A change that older nodes cannot read needs a new
 * version, and a codec for each version that may still be in a store.
 * <p>
 * A trigger of one's own is an immutable value that keeps the promises of
 * {@link Trigger}, and a codec for it:
 *
 * <pre>{@code
 * record FullMoonTrigger(Instant anyFullMoon) implements Trigger {
 *
 * 	private static final Duration MONTH = Duration.ofSeconds(2_551_443);
 *
 * 	public Optional<Instant> next(Instant after) {
 * 		return IntervalTrigger.every(MONTH).startingAt(this.anyFullMoon).next(after);
 * 	}
 *
 * }
 *
 * class FullMoonTriggerCodec implements TriggerCodec<FullMoonTrigger> {
 *
 * 	public String kind() {
 * 		return "full-moon";
 * 	}
 *
 * 	public Class<FullMoonTrigger> type() {
 * 		return FullMoonTrigger.class;
 * 	}
 *
 * 	public void write(FullMoonTrigger trigger, TriggerFields fields) {
 * 		fields.set("full", trigger.anyFullMoon());
 * 	}
 *
 * 	public FullMoonTrigger read(TriggerFields fields) {
 * 		return new FullMoonTrigger(fields.instant("full"));
 * 	}
 *
 * }
 * }</pre>
 *
 * The store is given the codec with its other formats, on every node:
 * {@code TriggerFormat.standard().with(new FullMoonTriggerCodec())}. From then on
 * schedules can have the trigger, by itself or as part of others. A trigger that is made
 * of others returns them from {@link Trigger#parts()}, anchors them in
 * {@link Trigger#anchoredAt}, and writes them with {@link TriggerFields#setTrigger} or
 * {@link TriggerFields#setTriggers}.
 *
 * @param <T> the type of trigger
 */
public interface TriggerCodec<T extends Trigger> {

	/**
	 * The kind of trigger.
	 * @return a short name in lower case, such as {@code cron}: 1 to 40 of a-z, 0-9, dot,
	 * hyphen, underscore
	 */
	String kind();

	/**
	 * The version of what this codec writes and reads.
	 * @return at least 1
	 */
	default int version() {
		return 1;
	}

	/**
	 * The class of the triggers.
	 * @return the exact class
	 */
	Class<T> type();

	/**
	 * Writes a trigger.
	 * @param trigger the trigger
	 * @param fields takes everything that makes the trigger what it is
	 */
	void write(T trigger, TriggerFields fields);

	/**
	 * Reads a trigger.
	 * @param fields what {@link #write} wrote; a field that is not asked for is an error
	 * @return a trigger equal to the one written
	 */
	T read(TriggerFields fields);

}
