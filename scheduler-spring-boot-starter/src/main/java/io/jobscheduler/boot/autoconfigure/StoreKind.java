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
 * The kinds of job stores that the property {@value #PROPERTY} can name.
 */
enum StoreKind {

	MEMORY(""), JDBC("spring-boot-starter-jdbc"), JPA("spring-boot-starter-data-jpa"), MONGODB(""), REDIS(""),
	ZOOKEEPER(""), RETHINKDB("");

	static final String PROPERTY = "jobscheduler.store.type";

	private final String starter;

	StoreKind(String starter) {
		this.starter = starter;
	}

	static StoreKind of(String type) {
		Optional<StoreKind> known = Arrays.stream(values())
			.filter((kind) -> kind.text().equalsIgnoreCase(type))
			.findFirst();
		return known.orElseThrow(() -> new InvalidConfigurationException(
				"Unknown job store '" + type + "' in property '" + PROPERTY + "'",
				"Set the property to one of " + Arrays.stream(values())
					.filter(StoreKind::isAvailable)
					.map(StoreKind::text)
					.collect(Collectors.joining(", ")) + "."));
	}

	private String text() {
		return name().toLowerCase(Locale.ROOT);
	}

	private boolean isAvailable() {
		return this == MEMORY || !this.starter.isEmpty();
	}

	/**
	 * Why there is no store of this kind, although it was named.
	 */
	InvalidConfigurationException missing(@Nullable ClassLoader classLoader) {
		String wanted = "Job store '" + text() + "' (property '" + PROPERTY + "')";
		if (!isAvailable()) {
			return new InvalidConfigurationException(wanted + " is not available in this version",
					"Set the property to memory, jdbc or jpa.");
		}
		if (isLibraryMissing(classLoader)) {
			return new InvalidConfigurationException(wanted + " needs a library that is not on the class path",
					"Add the dependency org.springframework.boot:" + this.starter + ":" + SpringBootVersion.getVersion()
							+ ", and the JDBC driver of your database.");
		}
		return new InvalidConfigurationException(
				wanted + " needs " + ((this == JPA) ? "an EntityManagerFactory and its DataSource" : "a DataSource")
						+ ", and there is none",
				"Set spring.datasource.url and add the JDBC driver of your database, or define a DataSource bean.");
	}

	private boolean isLibraryMissing(@Nullable ClassLoader classLoader) {
		String library = (this == JPA) ? "org.springframework.orm.jpa.JpaTransactionManager"
				: "org.springframework.jdbc.core.simple.JdbcClient";
		return !ClassUtils.isPresent(library, classLoader);
	}

}
