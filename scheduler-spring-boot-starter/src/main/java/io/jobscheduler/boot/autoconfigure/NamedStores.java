package io.jobscheduler.boot.autoconfigure;

import java.util.Map;

import io.jobscheduler.store.JobStore;

/**
 * The job stores beside the default one. They are no beans, so that a {@link JobStore}
 * that is injected is the default one.
 *
 * @param byName the stores by name
 */
record NamedStores(Map<String, JobStore> byName) {
}
