package io.jobscheduler.test.store;

import java.util.concurrent.CountDownLatch;

import de.bwaldvogel.mongo.MongoServer;

/**
 * The embedded server that speaks MongoDB's protocol, as a process of its own, for an
 * application that is killed and started again while the server goes on. It keeps its
 * data in memory, and ends with its process only.
 */
final class MongoDbServerProcess {

	private MongoDbServerProcess() {
	}

	/**
	 * Starts the server, and stays.
	 * @param args the port; 0 takes a free one, which is printed
	 */
	public static void main(String[] args) throws InterruptedException {
		if (args.length != 1 || !args[0].matches("[0-9]{1,5}")) {
			System.err.println("One argument is needed, the port to listen on; given: " + String.join(" ", args));
			System.exit(2);
		}
		MongoServer server = new MongoServer(new EmbeddedMongoBackend());
		server.bind("127.0.0.1", Integer.parseInt(args[0]));
		System.out.println("listening on " + server.getLocalAddress().getPort());
		new CountDownLatch(1).await();
	}

}
