package io.jobscheduler.boot.autoconfigure;

import java.net.URI;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * How to connect to RethinkDB. A bean of this type takes the place of the property
 * {@code jobscheduler.store.rethinkdb.uri}.
 */
public interface RethinkDbConnectionDetails extends ConnectionDetails {

	/**
	 * The server, and who connects to it.
	 * @return as in {@code rethinkdb://user:password@host:28015}
	 */
	URI getUri();

}
