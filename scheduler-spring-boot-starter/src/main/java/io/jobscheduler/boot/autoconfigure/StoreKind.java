package io.jobscheduler.boot.autoconfigure;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import io.jobscheduler.boot.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootVersion;
import org.springframework.util.ClassUtils;

/**
 * The kinds of job stores that {@code jobscheduler.store.type} can name.
 */
enum StoreKind {

	MEMORY("", "", ""),

	JDBC("org.springframework.boot:spring-boot-starter-jdbc", "org.springframework.jdbc.core.simple.JdbcClient",
			"a DataSource"),

	JPA("org.springframework.boot:spring-boot-starter-data-jpa", "org.springframework.orm.jpa.JpaTransactionManager",
			"an EntityManagerFactory and its DataSource"),

	MONGODB("org.springframework.boot:spring-boot-starter-data-mongodb",
			"org.springframework.data.mongodb.MongoDatabaseFactory", "a MongoDatabaseFactory"),

	REDIS("org.springframework.boot:spring-boot-starter-data-redis",
			"org.springframework.data.redis.connection.RedisConnectionFactory", "a RedisConnectionFactory"),

	ZOOKEEPER("org.apache.curator:curator-framework:5.9.0", "org.apache.curator.framework.CuratorFramework",
			"a CuratorFramework"),

	RETHINKDB("com.rethinkdb:rethinkdb-driver:2.4.4", "com.rethinkdb.net.Connection", "a connection to RethinkDB");

	private final String library;

	private final String marker;

	private final String connection;

	/**
	 * A kind.
	 * @param library the coordinates of its library; without a version, that of Spring
	 * Boot
	 * @param marker a class of it
	 * @param connection what a store of this kind needs
	 */
	StoreKind(String library, String marker, String connection) {
		this.library = library;
		this.marker = marker;
		this.connection = connection;
	}

	static StoreKind of(String type, String property) {
		Optional<StoreKind> known = Arrays.stream(values())
			.filter((kind) -> kind.text().equalsIgnoreCase(type))
			.findFirst();
		return known.orElseThrow(() -> new InvalidConfigurationException(
				"Unknown job store '" + type + "' in property '" + property + "'", "Set the property to one of "
						+ Arrays.stream(values()).map(StoreKind::text).collect(Collectors.joining(", ")) + "."));
	}

	String text() {
		return name().toLowerCase(Locale.ROOT);
	}

	private boolean isSql() {
		return this == JDBC || this == JPA;
	}

	/**
	 * Why there is no store of this kind, although it was named.
	 * @param property the property that names it
	 */
	InvalidConfigurationException missing(String property, @Nullable ClassLoader classLoader) {
		if (ClassUtils.isPresent(this.marker, classLoader)) {
			return withoutConnection(property);
		}
		String version = (this.library.split(":").length > 2) ? "" : ":" + SpringBootVersion.getVersion();
		return new InvalidConfigurationException(wanted(property) + " needs a library that is not on the class path",
				"Add the dependency " + this.library + version
						+ (isSql() ? ", and the JDBC driver of your database." : "."));
	}

	/**
	 * Why there is no store of this kind, although its library is there.
	 * @param property the property that names it
	 */
	InvalidConfigurationException withoutConnection(String property) {
		return new InvalidConfigurationException(wanted(property) + " needs " + this.connection + ", and there is none",
				switch (this) {
					case JDBC, JPA ->
						"Set spring.datasource.url and add the JDBC driver of your database, or define a DataSource bean.";
					case MONGODB -> "Set spring.mongodb.uri, or define a MongoDatabaseFactory bean.";
					case REDIS -> "Set spring.data.redis.url, or define a RedisConnectionFactory bean.";
					case ZOOKEEPER ->
						"Set jobscheduler.store.zookeeper.connect-string, or define a CuratorFramework bean.";
					case RETHINKDB ->
						"Set jobscheduler.store.rethinkdb.uri, or define a bean of type RethinkDbConnectionDetails.";
					case MEMORY -> "Leave the property out.";
				});
	}

	/**
	 * Why a connection is not chosen, although there are some.
	 * @param property the property that could choose
	 */
	InvalidConfigurationException ambiguousConnection(String type, String property) {
		return new InvalidConfigurationException(
				"There are several " + type + " beans, and none is chosen to hold the job store", "Set the property "
						+ property + " to the name of one, mark one @Primary, or set jobscheduler.store.type=memory.");
	}

	private String wanted(String property) {
		return "Job store '" + text() + "' (property '" + property + "')";
	}

}
