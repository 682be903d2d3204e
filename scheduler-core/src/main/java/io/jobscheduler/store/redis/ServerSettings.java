package io.jobscheduler.store.redis;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * What a server is, and what its settings mean for acknowledged writes. Most of it is in
 * {@code INFO}, which managed servers allow, too.
 *
 * @param product its name and version
 * @param warnings what weakens the store's guarantees, for people
 */
record ServerSettings(String product, List<String> warnings) {

	static ServerSettings read(RedisConnection connection) {
		if (connection instanceof RedisClusterConnection cluster) {
			return ofCluster(cluster);
		}
		Properties info = orNothing(connection.serverCommands().info());
		Set<String> warnings = new LinkedHashSet<>();
		warn(info, (name) -> connection.serverCommands().getConfig(name), warnings);
		return new ServerSettings(product(info), List.copyOf(warnings));
	}

	/** After a failover, it may be any of them. */
	private static ServerSettings ofCluster(RedisClusterConnection cluster) {
		Set<String> warnings = new LinkedHashSet<>();
		String product = "Redis Cluster";
		for (RedisClusterNode node : cluster.clusterGetNodes()) {
			if (node.isConnected() && !node.isMarkedAsFail()) {
				Properties info = orNothing(cluster.serverCommands().info(node));
				product = product(info) + " Cluster";
				warn(info, (name) -> cluster.serverCommands().getConfig(node, name), warnings);
			}
		}
		return new ServerSettings(product, List.copyOf(warnings));
	}

	private static Properties orNothing(@Nullable Properties properties) {
		return (properties != null) ? properties : new Properties();
	}

	private static String product(Properties info) {
		String valkey = info.getProperty("valkey_version");
		return (valkey != null) ? "Valkey " + valkey
				: "Redis " + info.getProperty("redis_version", "of unknown version");
	}

	private static void warn(Properties info, Function<String, @Nullable Properties> config, Set<String> warnings) {
		String policy = info.getProperty("maxmemory_policy");
		if (policy == null || info.getProperty("aof_enabled") == null) {
			warnings.add("Redis does not say whether it evicts keys and keeps an AOF: see that maxmemory-policy is "
					+ "noeviction and appendonly is yes");
		}
		else if (!info.getProperty("maxmemory", "0").equals("0") && !policy.equals("noeviction")) {
			warnings.add("Redis evicts keys when its memory is full (maxmemory-policy " + policy
					+ "), and with them jobs and schedules: set it to noeviction");
		}
		if ("0".equals(info.getProperty("aof_enabled"))) {
			warnings.add("Redis keeps no AOF (appendonly no), so a crash of the server loses acknowledged jobs: set "
					+ "appendonly to yes");
		}
		else if (policy != null) {
			warnOfFsync(config, warnings);
		}
	}

	private static void warnOfFsync(Function<String, @Nullable Properties> config, Set<String> warnings) {
		String fsync;
		try {
			fsync = orNothing(config.apply("appendfsync")).getProperty("appendfsync");
		}
		catch (RuntimeException ex) {
			fsync = null;
		}
		if (fsync == null) {
			warnings.add("Redis does not let CONFIG GET appendfsync be asked: unless it is 'always', a crash of the "
					+ "machine loses acknowledged jobs");
		}
		else if (!fsync.equals("always")) {
			warnings
				.add("Redis runs with appendfsync " + fsync + ", so a crash of the machine loses acknowledged jobs of "
						+ (fsync.equals("everysec") ? "up to two seconds" : "half a minute or so")
						+ ": set it to always where that must not be");
		}
	}

}
