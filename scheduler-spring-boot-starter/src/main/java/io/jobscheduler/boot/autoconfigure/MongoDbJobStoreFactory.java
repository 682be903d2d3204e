package io.jobscheduler.boot.autoconfigure;

import java.util.List;

import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.mongodb.MongoJobStore;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Makes job stores in MongoDB.
 */
final class MongoDbJobStoreFactory implements JobStoreFactory {

	private final Connections<MongoDatabaseFactory> connections;

	private final TriggerFormat triggers;

	MongoDbJobStoreFactory(ListableBeanFactory beans, TriggerFormat triggers) {
		this.connections = new Connections<>(beans, MongoDatabaseFactory.class, StoreKind.MONGODB,
				"mongodb.database-factory");
		this.triggers = triggers;
	}

	@Override
	public StoreKind kind() {
		return StoreKind.MONGODB;
	}

	@Override
	public boolean hasConnection() {
		return this.connections.hasAny();
	}

	@Override
	public PlacedStore create(StoreSettings settings) {
		StoreProperties.MongoDb properties = settings.properties().mongodb();
		MongoDatabaseFactory database = this.connections.choose(settings, properties.databaseFactory());
		MongoJobStore.Builder builder = settings.valid("mongodb.collection-prefix",
				() -> MongoJobStore.builder(database).collectionPrefix(properties.collectionPrefix()));
		builder.createCollections(properties.createCollections()).push(properties.push()).triggers(this.triggers);
		return new PlacedStore(builder.build(), List.of(database, properties.collectionPrefix()));
	}

}
