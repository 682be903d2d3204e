package io.jobscheduler.boot.autoconfigure;

import java.util.List;

import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.redis.RedisJobStore;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Makes job stores in Redis.
 */
final class RedisJobStoreFactory implements JobStoreFactory {

	private final Connections<RedisConnectionFactory> connections;

	private final TriggerFormat triggers;

	RedisJobStoreFactory(ListableBeanFactory beans, TriggerFormat triggers) {
		this.connections = new Connections<>(beans, RedisConnectionFactory.class, StoreKind.REDIS,
				"redis.connection-factory");
		this.triggers = triggers;
	}

	@Override
	public StoreKind kind() {
		return StoreKind.REDIS;
	}

	@Override
	public boolean hasConnection() {
		return this.connections.hasAny();
	}

	@Override
	public PlacedStore create(StoreSettings settings) {
		StoreProperties.Redis properties = settings.properties().redis();
		RedisConnectionFactory connection = this.connections.choose(settings, properties.connectionFactory());
		RedisJobStore.Builder builder = settings.valid("redis.key-prefix",
				() -> RedisJobStore.builder(connection).keyPrefix(properties.keyPrefix()));
		return new PlacedStore(builder.triggers(this.triggers).build(), List.of(connection, properties.keyPrefix()));
	}

}
