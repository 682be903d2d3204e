package io.jobscheduler.sample.drill;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Figures, and what must not be.
 */
final class Findings {

	private final Map<String, Object> figures = new LinkedHashMap<>();

	private final Map<String, Collection<?>> violations = new LinkedHashMap<>();

	Findings figure(String name, Object value) {
		this.figures.put(name, value);
		return this;
	}

	/**
	 * Something that must be empty.
	 */
	Findings none(String name, Collection<?> offenders) {
		this.figures.put(name, offenders.size());
		if (!offenders.isEmpty()) {
			this.violations.put(name, offenders);
		}
		return this;
	}

	boolean isClean() {
		return this.violations.isEmpty();
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		this.figures.forEach((name, value) -> text.append(String.format("| %-52s | %20s |%n", name, value)));
		this.violations.forEach((name, offenders) -> {
			text.append(String.format("VIOLATED: %s%n", name));
			offenders.stream().limit(10).forEach((offender) -> text.append(String.format("  %s%n", offender)));
		});
		return text.toString();
	}

}
