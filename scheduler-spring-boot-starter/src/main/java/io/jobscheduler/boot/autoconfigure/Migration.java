package io.jobscheduler.boot.autoconfigure;

import java.nio.file.Path;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.InvalidConfigurationException;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.migration.MigrationException;
import io.jobscheduler.store.migration.StoreExport;
import io.jobscheduler.store.migration.StoreImport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Moves schedules and jobs out of and into the default job store, as the properties say.
 */
final class Migration implements ApplicationListener<ApplicationReadyEvent> {

	private static final Logger logger = LoggerFactory.getLogger(Migration.class);

	private final Scheduler scheduler;

	private final TriggerFormat triggers;

	private final MigrationProperties properties;

	Migration(Scheduler scheduler, TriggerFormat triggers, MigrationProperties properties) {
		this.scheduler = scheduler;
		this.triggers = triggers;
		this.properties = properties;
		if (properties.exportTo() != null && properties.importFrom() != null) {
			throw new InvalidConfigurationException(
					"Both 'jobscheduler.export' and 'jobscheduler.import' are set, and an application does one of them",
					"Start it twice.");
		}
	}

	/** Whether this is an export, in which the scheduler does not run. */
	boolean isExport() {
		return this.properties.exportTo() != null;
	}

	/** Before the scheduler starts. */
	void importIfAsked() {
		Path file = this.properties.importFrom();
		if (file == null) {
			return;
		}
		try {
			StoreImport.Summary summary = StoreImport.of(this.scheduler.store(), this.triggers).readFrom(file);
			logger.info("Imported {} schedules and {} jobs from '{}'; {} were there already", summary.schedules(),
					summary.jobs(), file, summary.present());
			logger.warn(
					"Remove the property 'jobscheduler.import' now: jobs that have ended and are past their retention "
							+ "would be added again at the next start");
			summary.conflicts().forEach((conflict) -> logger.warn("Not imported from '{}': {}", file, conflict));
		}
		catch (MigrationException ex) {
			throw new InvalidConfigurationException(String.valueOf(ex.getMessage()),
					"Correct the property 'jobscheduler.import', or export again.", ex);
		}
	}

	/** Once everything else has started. */
	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		Path file = this.properties.exportTo();
		if (file == null) {
			return;
		}
		export(file);
		event.getApplicationContext().close();
	}

	private void export(Path file) {
		try {
			StoreExport export = StoreExport.of(this.scheduler.store(), this.triggers);
			StoreExport.Summary summary = (this.properties.exportRunning() ? export.withRunningJobs() : export)
				.writeTo(file);
			logger.info("Exported {} schedules and {} jobs to '{}'", summary.schedules(), summary.jobs(), file);
			if (summary.left() > 0) {
				logger.warn("Not exported to '{}': {} quarantined schedules and jobs", file, summary.left());
			}
		}
		catch (MigrationException ex) {
			throw new InvalidConfigurationException(String.valueOf(ex.getMessage()),
					"Do as it says, and export again; with jobscheduler.export-running=true, running jobs are exported "
							+ "as pending ones.",
					ex);
		}
	}

}
