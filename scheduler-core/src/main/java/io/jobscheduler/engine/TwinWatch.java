package io.jobscheduler.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

import io.jobscheduler.store.JobStore.NodeRegistration;
import io.jobscheduler.store.JobStore.NodeStatus;
import io.jobscheduler.store.JobStore.OpenReply;
import org.jspecify.annotations.Nullable;

/**
 * Tells a node that has died from one that lives, where both have the same id: the one
 * that lives renews its lease.
 */
final class TwinWatch {

	private static final Duration LOOK = Duration.ofMillis(500);

	private final EngineContext context;

	private final StoreTime storeTime;

	TwinWatch(EngineContext context, StoreTime storeTime) {
		this.context = context;
		this.storeTime = storeTime;
	}

	/**
	 * Waits until the other's lease has ended and the node is registered.
	 * @return {@code null} if it is; the other if it has renewed its lease meanwhile
	 */
	@Nullable NodeStatus outlive(NodeRegistration registration, NodeStatus twin) {
		Instant heartbeat = twin.heartbeatAt();
		while (true) {
			LockSupport.parkNanos(LOOK.toNanos());
			if (Thread.currentThread().isInterrupted()) {
				return twin;
			}
			OpenReply reply = this.context.store().open(registration);
			this.storeTime.heard(reply.now());
			NodeStatus now = reply.twin();
			if (now == null) {
				return null;
			}
			boolean sameOther = now.registration().incarnation().equals(twin.registration().incarnation());
			if (!sameOther || now.heartbeatAt().isAfter(heartbeat)) {
				return now;
			}
		}
	}

}
