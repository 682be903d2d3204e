package io.jobscheduler.store.redis;

import java.nio.charset.StandardCharsets;

import io.jobscheduler.store.HintChannel;
import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.JobStore.HintListener;
import io.jobscheduler.store.JobStore.Subscription;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Hints by PUBLISH and SUBSCRIBE.
 */
final class Push {

	private final HintChannel hints;

	private final PushReceiver receiver;

	Push(RedisConnectionFactory connections, Scripts scripts, String channel) {
		byte[] name = channel.getBytes(StandardCharsets.UTF_8);
		this.hints = new HintChannel("jobscheduler-publish", (message) -> scripts
			.call((connection) -> connection.publish(name, message.getBytes(StandardCharsets.UTF_8))));
		this.receiver = new PushReceiver(connections, channel, this.hints::received);
	}

	Subscription subscribe(HintListener listener) {
		Subscription subscription = this.hints.subscribe(listener);
		this.receiver.start();
		return subscription;
	}

	void send(Hint hint) {
		this.hints.send(hint);
	}

	void close() {
		this.hints.close();
		this.receiver.close();
	}

}
