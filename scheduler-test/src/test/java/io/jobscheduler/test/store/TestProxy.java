package io.jobscheduler.test.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * What lies between a store and its server on this machine: it forwards bytes, until it
 * is told to cut, to lose, or to be slow. It knows no protocol.
 */
final class TestProxy implements AutoCloseable {

	private final ServerSocket listener;

	private final int target;

	private final Set<Link> links = ConcurrentHashMap.newKeySet();

	private final CountDownLatch end = new CountDownLatch(1);

	private final AtomicReference<Predicate<String>> losing = new AtomicReference<>();

	private volatile boolean cut;

	private volatile boolean swallowing;

	private volatile Duration delay = Duration.ZERO;

	/**
	 * Starts to forward.
	 * @param target the server's port
	 */
	TestProxy(int target) {
		this.target = target;
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start("proxy-accept", this::accept);
	}

	/** Where clients connect to. */
	int port() {
		return this.listener.getLocalPort();
	}

	/** Closes all connections, and new ones at once, as if the server were gone. */
	void cut() {
		this.cut = true;
		this.links.forEach(Link::close);
	}

	/** Requests get through; from now on, no reply does, and nothing tells so. */
	void swallowReplies() {
		this.swallowing = true;
	}

	/**
	 * The next request that is meant gets through. When the server has answered it, the
	 * connection is closed without the reply.
	 * @param request which request, by its bytes as ISO-8859-1
	 */
	void loseReplyTo(Predicate<String> request) {
		this.losing.set(request);
	}

	/** Whether a request came by that was meant. */
	boolean hasLost() {
		return this.losing.get() == null;
	}

	/** Every reply is this much later. */
	void delayReplies(Duration by) {
		this.delay = by;
	}

	/** Forwards as at first. A connection that has lost something is closed. */
	void restore() {
		this.losing.set(null);
		this.cut = false;
		this.swallowing = false;
		this.delay = Duration.ZERO;
		this.links.stream().filter((link) -> link.swallowed).forEach(Link::close);
	}

	@Override
	public void close() {
		this.end.countDown();
		closeQuietly(this.listener);
		this.links.forEach(Link::close);
	}

	private void accept() {
		while (this.end.getCount() > 0) {
			try {
				open(this.listener.accept());
			}
			catch (IOException ex) {
				// closed, by the client, the server or the test
			}
		}
	}

	private void open(Socket client) throws IOException {
		if (this.cut) {
			client.close();
			return;
		}
		try {
			Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), this.target));
			this.links.add(link);
			start("proxy-requests", () -> link.forward(client, link.server, link::request));
			start("proxy-replies", () -> link.forward(link.server, client, link::reply));
			if (this.cut) {
				link.close();
			}
		}
		catch (IOException ex) {
			client.close();
			throw ex;
		}
	}

	private static void start(String name, Runnable work) {
		Thread thread = new Thread(work, name);
		thread.setDaemon(true);
		thread.start();
	}

	private static void closeQuietly(AutoCloseable socket) {
		try {
			socket.close();
		}
		catch (Exception ex) {
			// it is of no use any more, whatever it says
		}
	}

	/** One connection. */
	private final class Link {

		private final Socket client;

		private final Socket server;

		private volatile boolean loses;

		private volatile boolean swallowed;

		Link(Socket client, Socket server) {
			this.client = client;
			this.server = server;
		}

		void forward(Socket from, Socket to, Passing passing) {
			byte[] buffer = new byte[65_536];
			try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
				for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
					if (passing.passes(buffer, length)) {
						out.write(buffer, 0, length);
						out.flush();
					}
				}
			}
			catch (IOException ex) {
				// the other end is closed
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			close();
		}

		boolean request(byte[] buffer, int length) {
			Predicate<String> lost = TestProxy.this.losing.get();
			if (lost != null && lost.test(new String(buffer, 0, length, StandardCharsets.ISO_8859_1))
					&& TestProxy.this.losing.compareAndSet(lost, null)) {
				this.loses = true;
			}
			return true;
		}

		boolean reply(byte[] buffer, int length) throws InterruptedException {
			if (this.loses) {
				close();
				return false;
			}
			if (TestProxy.this.swallowing) {
				this.swallowed = true;
				return false;
			}
			Duration delay = TestProxy.this.delay;
			return delay.isZero() || !TestProxy.this.end.await(delay.toMillis(), TimeUnit.MILLISECONDS);
		}

		void close() {
			TestProxy.this.links.remove(this);
			closeQuietly(this.client);
			closeQuietly(this.server);
		}

	}

	/** Decides on what has been read. */
	@FunctionalInterface
	private interface Passing {

		boolean passes(byte[] buffer, int length) throws InterruptedException;

	}

}
