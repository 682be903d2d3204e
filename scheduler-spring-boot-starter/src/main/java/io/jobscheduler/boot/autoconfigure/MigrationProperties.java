package io.jobscheduler.boot.autoconfigure;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Properties of moving jobs from one store to another.
 *
 * @param exportTo File that the schedules and pending jobs of the default job store are
 * written to, instead of running them. The application ends afterwards.
 * @param exportRunning Whether to export running jobs too, as pending ones.
 * @param importFrom File whose schedules and jobs are added to the default job store
 * before it is started. What is there already is left as it is.
 */
@ConfigurationProperties("jobscheduler")
record MigrationProperties(@Name("export") @Nullable Path exportTo, @DefaultValue("false") boolean exportRunning,
		@Name("import") @Nullable Path importFrom) {
}
