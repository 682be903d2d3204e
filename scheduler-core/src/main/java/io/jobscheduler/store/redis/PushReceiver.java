package io.jobscheduler.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * Listens on a channel, on a thread of its own until the server has heard of it. A
 * connection that is lost later is taken up again by Spring or the client.
 */
final class PushReceiver {

	private static final Logger LOG = LoggerFactory.getLogger(PushReceiver.class);

	private static final long RETRY_MILLIS = 5000;

	private final RedisConnectionFactory connections;

	private final String channel;

	private final Consumer<String> receiver;

	private final CountDownLatch closing = new CountDownLatch(1);

	private @Nullable Thread listening;

	PushReceiver(RedisConnectionFactory connections, String channel, Consumer<String> receiver) {
		this.connections = connections;
		this.channel = channel;
		this.receiver = receiver;
	}

	synchronized void start() {
		if (this.listening == null) {
			this.listening = new Thread(this::run, "jobscheduler-subscribe");
			this.listening.setDaemon(true);
			this.listening.start();
		}
	}

	/** Listens until it is closed. */
	private void run() {
		try {
			do {
				listen();
			}
			while (!this.closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void listen() throws InterruptedException {
		RedisMessageListenerContainer container = container();
		try {
			container.start();
			this.closing.await();
		}
		catch (RuntimeException ex) {
			LOG.debug("Cannot listen for hints; polling goes on, and it is tried again", ex);
		}
		finally {
			destroy(container);
		}
	}

	private RedisMessageListenerContainer container() {
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(this.connections);
		container.setTaskExecutor(Runnable::run);
		container.setSubscriptionExecutor((task) -> {
			Thread thread = new Thread(task, "jobscheduler-hints");
			thread.setDaemon(true);
			thread.start();
		});
		container.addMessageListener(
				(message, pattern) -> this.receiver.accept(new String(message.getBody(), StandardCharsets.UTF_8)),
				new ChannelTopic(this.channel));
		container.afterPropertiesSet();
		return container;
	}

	private static void destroy(RedisMessageListenerContainer container) {
		try {
			container.destroy();
		}
		catch (Exception ex) {
			LOG.debug("Listening did not end well", ex);
		}
	}

	void close() {
		this.closing.countDown();
	}

}
