package io.jobscheduler.boot.autoconfigure;

import java.net.URI;
import java.util.List;

import com.rethinkdb.net.Connection;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.rethinkdb.RethinkDbJobStore;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.StringUtils;

/**
 * Makes job stores in RethinkDB.
 */
final class RethinkDbJobStoreFactory implements JobStoreFactory {

	private final Connections<Connection.Builder> connections;

	private final StoreProperties.RethinkDb defaults;

	private final ObjectProvider<RethinkDbConnectionDetails> details;

	private final TriggerFormat triggers;

	RethinkDbJobStoreFactory(ListableBeanFactory beans, StoreProperties.RethinkDb defaults,
			ObjectProvider<RethinkDbConnectionDetails> details, TriggerFormat triggers) {
		this.connections = new Connections<>(beans, Connection.Builder.class, StoreKind.RETHINKDB,
				"rethinkdb.connection");
		this.defaults = defaults;
		this.details = details;
		this.triggers = triggers;
	}

	@Override
	public StoreKind kind() {
		return StoreKind.RETHINKDB;
	}

	@Override
	public boolean hasConnection() {
		return this.defaults.uri() != null || this.connections.hasAny() || this.details.getIfAvailable() != null;
	}

	@Override
	public PlacedStore create(StoreSettings settings) {
		StoreProperties.RethinkDb properties = settings.properties().rethinkdb();
		URI uri = uri(settings, properties);
		Connection.Builder connection = (uri != null) ? settings.valid("rethinkdb.uri", () -> connection(uri))
				: this.connections.choose(settings, properties.connection());
		RethinkDbJobStore.Builder builder = settings.valid("rethinkdb.database",
				() -> RethinkDbJobStore.builder(connection).database(properties.database()));
		settings.valid("rethinkdb.table-prefix", () -> builder.tablePrefix(properties.tablePrefix()));
		builder.createTables(properties.createTables()).triggers(this.triggers);
		return new PlacedStore(builder.build(),
				List.of((uri != null) ? uri : connection, properties.database(), properties.tablePrefix()));
	}

	private static Connection.Builder connection(URI uri) {
		if (!"rethinkdb".equals(uri.getScheme()) || uri.getHost() == null) {
			throw new IllegalArgumentException("Invalid address of RethinkDB '" + uri.getScheme() + "://"
					+ uri.getHost() + "': it has to be like rethinkdb://user:password@host:28015");
		}
		return new Connection.Builder(uri);
	}

	private @Nullable URI uri(StoreSettings settings, StoreProperties.RethinkDb properties) {
		if (StringUtils.hasText(properties.connection())) {
			return null;
		}
		RethinkDbConnectionDetails bean = settings.isDefault() ? this.details.getIfUnique() : null;
		return (bean != null) ? bean.getUri() : properties.uri();
	}

}
