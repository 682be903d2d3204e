package io.jobscheduler.boot.autoconfigure;

import java.time.Duration;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the job stores.
 *
 * @param store The default job store.
 * @param stores Further job stores by name, each with the properties of the default one.
 * @param startupTimeout How long the start waits for a job store that does not answer. 0s
 * to fail at once.
 */
@ConfigurationProperties("jobscheduler")
record StoresProperties(@DefaultValue StoreProperties store, @DefaultValue Map<String, StoreProperties> stores,
		@DefaultValue("0s") Duration startupTimeout) {
}
