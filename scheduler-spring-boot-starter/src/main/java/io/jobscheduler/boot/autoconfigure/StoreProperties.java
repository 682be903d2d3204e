package io.jobscheduler.boot.autoconfigure;

import java.net.URI;
import java.time.Duration;

import io.jobscheduler.store.jdbc.JdbcSchema;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of a job store.
 *
 * @param type Kind of job store: 'memory', 'jdbc', 'jpa', 'mongodb', 'redis', 'zookeeper'
 * or 'rethinkdb'. By default, the database of the application's DataSource if there is
 * one; otherwise the one other kind that the application is connected to; otherwise
 * memory.
 * @param jdbc Properties of a job store in a database.
 * @param mongodb Properties of a job store in MongoDB.
 * @param redis Properties of a job store in Redis.
 * @param rethinkdb Properties of a job store in RethinkDB.
 * @param zookeeper Properties of a job store in ZooKeeper.
 */
record StoreProperties(@Nullable String type, @DefaultValue Jdbc jdbc, @DefaultValue MongoDb mongodb,
		@DefaultValue Redis redis, @DefaultValue RethinkDb rethinkdb, @DefaultValue ZooKeeper zookeeper) {

	/**
	 * Properties of a job store in a database, of the kinds 'jdbc' and 'jpa'.
	 *
	 * @param initializeSchema When to create the tables that are missing. 'embedded'
	 * means a database that runs in this process, in memory or in a file.
	 * @param tablePrefix Prefix of the tables.
	 * @param dataSource Name of the DataSource bean that holds the tables, in an
	 * application that has several.
	 */
	record Jdbc(@DefaultValue("embedded") SchemaInitialization initializeSchema,
			@DefaultValue(JdbcSchema.DEFAULT_PREFIX) String tablePrefix, @Nullable String dataSource) {
	}

	/** When to create the tables that are missing. */
	enum SchemaInitialization {

		/** Always. */
		ALWAYS,

		/** In a database that runs in this process. */
		EMBEDDED,

		/** Never: something else creates them. */
		NEVER

	}

	/**
	 * Properties of a job store in MongoDB.
	 *
	 * @param collectionPrefix Prefix of the collections.
	 * @param createCollections Whether to create the collections and indexes that are
	 * missing. They are checked in any case.
	 * @param push Whether nodes tell each other of changes by a change stream, where the
	 * server has them. It takes a connection of the client's pool.
	 * @param databaseFactory Name of the MongoDatabaseFactory bean, in an application
	 * that has several.
	 */
	record MongoDb(@DefaultValue("jobscheduler_") String collectionPrefix,
			@DefaultValue("true") boolean createCollections, @DefaultValue("true") boolean push,
			@Nullable String databaseFactory) {
	}

	/**
	 * Properties of a job store in Redis.
	 *
	 * @param keyPrefix Prefix of the keys, which share one hash tag.
	 * @param connectionFactory Name of the RedisConnectionFactory bean, in an application
	 * that has several.
	 */
	record Redis(@DefaultValue("jobscheduler") String keyPrefix, @Nullable String connectionFactory) {
	}

	/**
	 * Properties of a job store in RethinkDB.
	 *
	 * @param uri Server to connect to, as in 'rethinkdb://user:password@host:28015'. By
	 * default, the application's bean of type Connection.Builder is used.
	 * @param database Database that holds the tables.
	 * @param tablePrefix Prefix of the tables.
	 * @param createTables Whether to create the database, tables and indexes that are
	 * missing.
	 * @param connection Name of the Connection.Builder bean, in an application that has
	 * several.
	 */
	record RethinkDb(@Nullable URI uri, @DefaultValue("jobscheduler") String database,
			@DefaultValue("") String tablePrefix, @DefaultValue("true") boolean createTables,
			@Nullable String connection) {
	}

	/**
	 * Properties of a job store in ZooKeeper.
	 *
	 * @param connectString Servers to connect to, as in 'one:2181,two:2181,three:2181'.
	 * By default, the application's CuratorFramework bean is used.
	 * @param username Name to authenticate with, by digest. What the store writes is then
	 * for this name only.
	 * @param password Password to authenticate with.
	 * @param sessionTimeout Session timeout of a client made by these properties.
	 * @param connectionTimeout How long such a client waits for a connection.
	 * @param root Path that everything is kept below.
	 * @param client Name of the CuratorFramework bean, in an application that has
	 * several.
	 */
	record ZooKeeper(@Nullable String connectString, @Nullable String username, @Nullable String password,
			@DefaultValue("30s") Duration sessionTimeout, @DefaultValue("5s") Duration connectionTimeout,
			@DefaultValue("/jobscheduler") String root, @Nullable String client) {
	}

}
