package io.jobscheduler.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The beans that job stores of a kind can be connected by.
 *
 * @param <T> the beans' type
 */
final class Connections<T> {

	private final ListableBeanFactory beans;

	private final Class<T> type;

	private final StoreKind kind;

	private final String path;

	/**
	 * The connections.
	 * @param beans holds them
	 * @param type their type
	 * @param kind the kind of store
	 * @param path the property that chooses one, within those of the store
	 */
	Connections(ListableBeanFactory beans, Class<T> type, StoreKind kind, String path) {
		this.beans = beans;
		this.type = type;
		this.kind = kind;
		this.path = path;
	}

	boolean hasAny() {
		return this.beans.getBeanNamesForType(this.type, true, false).length > 0;
	}

	/** The one that is named, or else the only one, or the primary one. */
	T choose(StoreSettings settings, @Nullable String name) {
		T named = settings.bean(this.beans, this.type, name, this.path);
		if (named != null) {
			return named;
		}
		T unique = this.beans.getBeanProvider(this.type).getIfUnique();
		if (unique == null) {
			throw hasAny() ? this.kind.ambiguousConnection(this.type.getSimpleName(), settings.property(this.path))
					: this.kind.withoutConnection(settings.property("type"));
		}
		return unique;
	}

}
