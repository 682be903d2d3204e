package io.jobscheduler.store.zookeeper;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.Version;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.FourLetterWordMain;
import org.apache.zookeeper.common.X509Exception;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the servers are, as far as they tell by {@code srvr}, which they do unless they
 * are told not to, or speak TLS only.
 *
 * @param product name and version, for people
 * @param warnings what weakens the store's guarantees, for people
 */
record Servers(String product, List<String> warnings) {

	private static final Logger LOG = LoggerFactory.getLogger(Servers.class);

	private static final int TIMEOUT_MILLIS = 2000;

	private static final Pattern VERSION = Pattern.compile("Zookeeper version: ([0-9][0-9A-Za-z.]*)");

	static Servers ask(CuratorFramework client) {
		String connect = client.getZookeeperClient().getCurrentConnectionString();
		for (var address : new ConnectStringParser(connect).getServerAddresses()) {
			try {
				String answer = FourLetterWordMain.send4LetterWord(address.getHostString(), address.getPort(), "srvr",
						false, TIMEOUT_MILLIS);
				Matcher version = VERSION.matcher(answer);
				if (version.find()) {
					return new Servers("ZooKeeper " + version.group(1), warnings(answer));
				}
			}
			catch (IOException | X509Exception.SSLContextException ex) {
				LOG.debug("{} does not say what it is", address, ex);
			}
		}
		return new Servers("ZooKeeper, client " + Version.getVersion(), List.of());
	}

	private static List<String> warnings(String answer) {
		return answer.contains("Mode: standalone") ? List
			.of("ZooKeeper runs stand-alone: its disk has the only copy, and while it is down nothing runs; use three servers")
				: List.of();
	}

}
