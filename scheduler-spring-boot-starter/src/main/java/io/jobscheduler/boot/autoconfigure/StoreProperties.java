package io.jobscheduler.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the job store.
 *
 * @param type Kind of job store: 'memory', 'jdbc' or 'jpa'. By default, the database of
 * the application's DataSource if there is one, otherwise memory.
 */
@ConfigurationProperties("jobscheduler.store")
record StoreProperties(@Nullable String type) {
}
