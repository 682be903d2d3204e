package io.jobscheduler.boot.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import io.jobscheduler.boot.InvalidConfigurationException;
import io.jobscheduler.boot.autoconfigure.JobStoreFactory.PlacedStore;
import io.jobscheduler.clock.SchedulerClock;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.memory.MemoryJobStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;

/**
 * Makes the job stores that are configured, each by the factory of its kind.
 */
final class JobStores implements DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(JobStores.class);

	private final List<JobStoreFactory> factories;

	private final StoresProperties properties;

	private final @Nullable ClassLoader classLoader;

	/** Of stores in memory. */
	private final SchedulerClock clock;

	private final StartupPatience patience;

	private final Map<List<Object>, String> places = new LinkedHashMap<>();

	private final List<JobStore> created = new CopyOnWriteArrayList<>();

	JobStores(List<JobStoreFactory> factories, StoresProperties properties, @Nullable ClassLoader classLoader,
			SchedulerClock clock) {
		this.factories = factories;
		this.properties = properties;
		this.classLoader = classLoader;
		this.clock = clock;
		this.patience = new StartupPatience(properties.startupTimeout());
	}

	/** The default store. */
	JobStore createDefault() {
		StoreSettings settings = new StoreSettings(JobRequest.DEFAULT_STORE, this.properties.store());
		StoreKind kind = settings.kind();
		return (kind != null) ? create(settings, kind) : createUnasked(settings);
	}

	private JobStore createUnasked(StoreSettings settings) {
		List<JobStoreFactory> connected = this.factories.stream().filter(JobStoreFactory::hasConnection).toList();
		for (JobStoreFactory factory : connected) {
			if (connected.size() == 1 || factory.makes(StoreKind.JDBC)) {
				return create(settings, factory);
			}
		}
		if (!connected.isEmpty()) {
			String kinds = connected.stream().map((factory) -> factory.kind().text()).collect(Collectors.joining(", "));
			throw new InvalidConfigurationException(
					"Jobs could be kept in several places, and none is chosen: " + kinds,
					"Set the property jobscheduler.store.type to one of " + kinds + ", or to memory.");
		}
		logger.warn("Jobs are kept in memory and end with the process: there is no DataSource. "
				+ "Configure one to keep them, or set jobscheduler.store.type=memory to say that this is intended");
		return new MemoryJobStore(this.clock);
	}

	/**
	 * The other stores.
	 * @param beans job stores that the application has made, by name
	 */
	NamedStores createOthers(Map<String, JobStore> beans) {
		Map<String, JobStore> stores = new LinkedHashMap<>(beans);
		this.properties.stores().forEach((name, store) -> {
			StoreSettings settings = new StoreSettings(name, store);
			requireFree(settings, stores);
			StoreKind kind = settings.kind();
			if (kind == null) {
				throw new InvalidConfigurationException("Job store '" + name + "' has no type",
						"Set the property " + settings.property("type") + ".");
			}
			stores.put(name, create(settings, kind));
		});
		return new NamedStores(stores);
	}

	private static void requireFree(StoreSettings settings, Map<String, JobStore> stores) {
		if (settings.isDefault()) {
			throw new InvalidConfigurationException(
					"Job store 'default' is configured under 'jobscheduler.stores', which is for further stores",
					"Use jobscheduler.store.* for the default store.");
		}
		if (stores.containsKey(settings.name())) {
			throw new InvalidConfigurationException(
					"Job store '" + settings.name() + "' is both a bean and configured by properties",
					"Rename the bean, or remove the properties jobscheduler.stores." + settings.name() + ".*.");
		}
	}

	private JobStore create(StoreSettings settings, StoreKind kind) {
		if (kind == StoreKind.MEMORY) {
			return new MemoryJobStore(this.clock);
		}
		for (JobStoreFactory factory : this.factories) {
			if (factory.makes(kind)) {
				return create(settings, factory);
			}
		}
		throw kind.missing(settings.property("type"), this.classLoader);
	}

	private JobStore create(StoreSettings settings, JobStoreFactory factory) {
		PlacedStore placed = this.patience.await(() -> factory.create(settings));
		this.created.add(placed.store());
		String other = this.places.putIfAbsent(placed.place(), settings.name());
		if (other != null) {
			throw new InvalidConfigurationException(
					"The job stores '" + other + "' and '" + settings.name() + "' are the same one: "
							+ placed.store().describe().kind() + " with the same connection and the same prefix",
					"Give one of them another prefix or connection.");
		}
		return placed.store();
	}

	/** The scheduler has closed them, unless there was none. */
	@Override
	public void destroy() {
		this.created.forEach(JobStore::close);
	}

}
