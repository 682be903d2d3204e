package io.jobscheduler.boot.aot;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Keeps the scripts of the job stores in native images.
 */
final class StoreScriptHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("io/jobscheduler/store/jdbc/schema-*.sql");
		hints.resources().registerPattern("io/jobscheduler/store/redis/*.lua");
	}

}
