package io.jobscheduler.store;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
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

/**
 * Hints as texts, for stores whose technology carries messages between nodes. Sending
 * never waits and never fails: a daemon thread hands the messages over, and hints that
 * come up while one is on its way go out together with the next. A channel does not hear
 * itself.
 */
public final class HintChannel implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(HintChannel.class);

	private final String sender = UUID.randomUUID().toString();

	private final List<HintListener> listeners = new CopyOnWriteArrayList<>();

	private final Set<Hint> waiting = EnumSet.noneOf(Hint.class);

	private final String threadName;

	private final Transport transport;

	private @Nullable Thread sending;

	private boolean closed;

	/**
	 * A channel over a transport.
	 * @param threadName the name of the thread that sends
	 * @param transport hands a message to every node, this one perhaps among them
	 */
	public HintChannel(String threadName, Transport transport) {
		this.threadName = Objects.requireNonNull(threadName, "threadName");
		this.transport = Objects.requireNonNull(transport, "transport");
	}

	/**
	 * Listens to the hints of other nodes.
	 * @param listener called by {@link #received}
	 * @return ends it
	 */
	public Subscription subscribe(HintListener listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	/**
	 * Sends a hint to the other nodes, soon. Does nothing once the channel is closed.
	 * @param hint the hint
	 */
	public synchronized void send(Hint hint) {
		if (this.closed) {
			return;
		}
		this.waiting.add(hint);
		if (this.sending == null) {
			this.sending = new Thread(this::sendAll, this.threadName);
			this.sending.setDaemon(true);
			this.sending.start();
		}
		notifyAll();
	}

	/**
	 * Tells the listeners of a message that arrived, unless this channel has sent it.
	 * What cannot be read is passed over.
	 * @param message as it was handed to a transport
	 */
	public void received(String message) {
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

	private void sendAll() {
		try {
			for (Set<Hint> hints = next(); !hints.isEmpty(); hints = next()) {
				handOver(this.sender + ":" + hints.stream().map(Hint::name).collect(Collectors.joining(",")));
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

	private void handOver(String message) {
		try {
			this.transport.send(message);
		}
		catch (RuntimeException ex) {
			LOG.debug("A hint is lost; other nodes will find out by polling", ex);
		}
	}

	/**
	 * Sends what still waits, and no more after that.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		notifyAll();
	}

	/** Carries a message to every node. */
	@FunctionalInterface
	public interface Transport {

		/**
		 * Sends a message. What it throws is logged, and the message lost.
		 * @param message some hundred characters at most, ASCII, without line breaks
		 */
		void send(String message);

	}

}
