package io.jobscheduler.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.JobStore.HintListener;
import io.jobscheduler.store.JobStore.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Hints by PUBLISH and SUBSCRIBE. Hints that come up while one is being sent go out
 * together with the next.
 */
final class Push {

	private static final Logger LOG = LoggerFactory.getLogger(Push.class);

	private final String sender = UUID.randomUUID().toString();

	private final byte[] channel;

	private final Scripts scripts;

	private final PushReceiver receiver;

	private final List<HintListener> listeners = new CopyOnWriteArrayList<>();

	private final Set<Hint> waiting = EnumSet.noneOf(Hint.class);

	private @Nullable Thread sending;

	private boolean closed;

	Push(RedisConnectionFactory connections, Scripts scripts, String channel) {
		this.scripts = scripts;
		this.channel = channel.getBytes(StandardCharsets.UTF_8);
		this.receiver = new PushReceiver(connections, channel, this::received);
	}

	Subscription subscribe(HintListener hintListener) {
		this.listeners.add(hintListener);
		this.receiver.start();
		return () -> this.listeners.remove(hintListener);
	}

	private void received(String message) {
		int colon = message.indexOf(':');
		if (colon < 0 || message.substring(0, colon).equals(this.sender)) {
			return;
		}
		for (String name : message.substring(colon + 1).split(",")) {
			for (Hint hint : Hint.values()) {
				if (hint.name().equals(name)) {
					this.listeners.forEach((each) -> each.onHint(hint));
				}
			}
		}
	}

	synchronized void send(Hint hint) {
		if (this.closed) {
			return;
		}
		this.waiting.add(hint);
		if (this.sending == null) {
			this.sending = new Thread(this::sendAll, "jobscheduler-publish");
			this.sending.setDaemon(true);
			this.sending.start();
		}
		notifyAll();
	}

	private void sendAll() {
		try {
			for (Set<Hint> hints = next(); !hints.isEmpty(); hints = next()) {
				send(this.sender + ":" + hints.stream().map(Hint::name).collect(Collectors.joining(",")));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private synchronized Set<Hint> next() throws InterruptedException {
		while (this.waiting.isEmpty() && !this.closed) {
			wait();
		}
		Set<Hint> hints = EnumSet.noneOf(Hint.class);
		hints.addAll(this.waiting);
		this.waiting.clear();
		return hints;
	}

	private void send(String message) {
		try {
			this.scripts
				.call((connection) -> connection.publish(this.channel, message.getBytes(StandardCharsets.UTF_8)));
		}
		catch (RuntimeException ex) {
			LOG.debug("A hint is lost; other nodes will find out by polling", ex);
		}
	}

	void close() {
		synchronized (this) {
			this.closed = true;
			this.waiting.clear();
			notifyAll();
		}
		this.receiver.close();
	}

}
