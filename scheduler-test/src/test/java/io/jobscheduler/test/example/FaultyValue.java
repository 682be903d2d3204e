package io.jobscheduler.test.example;

import io.jobscheduler.store.StoreUnavailableException;

/**
 * A value whose server dies just before it writes, or just after.
 */
final class FaultyValue implements VersionedValue {

	private final VersionedValue value;

	private Fault next = Fault.NONE;

	FaultyValue(VersionedValue value) {
		this.value = value;
	}

	/** What happens at the next write. */
	void fail(Fault fault) {
		this.next = fault;
	}

	@Override
	public Snapshot read() {
		return this.value.read();
	}

	@Override
	public boolean replace(long expectedVersion, String content) {
		Fault fault = this.next;
		this.next = Fault.NONE;
		if (fault == Fault.BEFORE_WRITING) {
			throw new StoreUnavailableException("died before it wrote", null);
		}
		boolean replaced = this.value.replace(expectedVersion, content);
		if (fault == Fault.REPLY_LOST) {
			throw new StoreUnavailableException("died after it wrote", null);
		}
		return replaced;
	}

	enum Fault {

		NONE, BEFORE_WRITING, REPLY_LOST

	}

}
