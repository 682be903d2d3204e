package io.jobscheduler.boot.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;

/**
 * Auto-configuration for the job store in a database.
 */
@AutoConfiguration
public final class SqlJobStoreAutoConfiguration {

}
