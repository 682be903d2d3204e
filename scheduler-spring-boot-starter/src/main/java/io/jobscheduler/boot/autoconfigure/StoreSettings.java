package io.jobscheduler.boot.autoconfigure;

import java.util.function.Supplier;

import io.jobscheduler.boot.InvalidConfigurationException;
import io.jobscheduler.job.JobRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.util.StringUtils;

/**
 * What is configured of one job store.
 *
 * @param name its name
 * @param properties its properties
 */
record StoreSettings(String name, StoreProperties properties) {

	/** The property of a path within those of this store. */
	String property(String path) {
		return (isDefault() ? "jobscheduler.store." : "jobscheduler.stores." + this.name + ".") + path;
	}

	boolean isDefault() {
		return this.name.equals(JobRequest.DEFAULT_STORE);
	}

	/** The kind that is asked for, {@code null} if none is. */
	@Nullable StoreKind kind() {
		String type = this.properties.type();
		return StringUtils.hasText(type) ? StoreKind.of(type.strip(), property("type")) : null;
	}

	/**
	 * The bean that a property names.
	 * @return the bean, {@code null} if the property is not set
	 */
	<T> @Nullable T bean(BeanFactory beans, Class<T> type, @Nullable String beanName, String path) {
		if (!StringUtils.hasText(beanName)) {
			return null;
		}
		try {
			return beans.getBean(beanName, type);
		}
		catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException ex) {
			throw new InvalidConfigurationException(
					"There is no " + type.getSimpleName() + " bean '" + beanName + "' (property '" + property(path)
							+ "')",
					"Set the property to the name of a " + type.getSimpleName() + " bean, or leave it out.", ex);
		}
	}

	/** Explains a value that a store's builder refuses. */
	<T> T valid(String path, Supplier<T> value) {
		try {
			return value.get();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationException(ex.getMessage() + " (property '" + property(path) + "')",
					"Change the property.", ex);
		}
	}

}
