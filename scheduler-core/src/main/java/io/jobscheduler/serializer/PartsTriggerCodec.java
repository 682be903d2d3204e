package io.jobscheduler.serializer;

import java.util.List;
import java.util.function.Function;

import io.jobscheduler.trigger.Trigger;

/**
 * A trigger that joins others, and is nothing but those.
 */
final class PartsTriggerCodec<T extends Trigger> implements TriggerCodec<T> {

	private final String kind;

	private final Class<T> type;

	private final Function<List<Trigger>, T> join;

	PartsTriggerCodec(String kind, Class<T> type, Function<List<Trigger>, T> join) {
		this.kind = kind;
		this.type = type;
		this.join = join;
	}

	@Override
	public String kind() {
		return this.kind;
	}

	@Override
	public Class<T> type() {
		return this.type;
	}

	@Override
	public void write(T trigger, TriggerFields fields) {
		fields.setTriggers("parts", trigger.parts());
	}

	@Override
	public T read(TriggerFields fields) {
		return this.join.apply(fields.triggers("parts"));
	}

}
