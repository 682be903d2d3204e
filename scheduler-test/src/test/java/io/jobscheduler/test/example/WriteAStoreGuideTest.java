package io.jobscheduler.test.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The guide to writing a store shows the example as it is compiled, and names tests that
 * there are.
 */
class WriteAStoreGuideTest {

	private static final Path GUIDE = Path.of("../docs/write-a-store.md");

	private static final Path EXAMPLE = Path.of("src/test/java/io/jobscheduler/test/example");

	private static final Path CONTRACT = Path.of("src/main/java/io/jobscheduler/test/store");

	@Test
	void everyExcerptOfTheGuideIsInTheExample() throws IOException {
		List<String> sources = sources(EXAMPLE).stream().map(WriteAStoreGuideTest::squeezed).toList();
		List<String> blocks = found(Pattern.compile("```java\n(.*?)```", Pattern.DOTALL), Files.readString(GUIDE));
		assertThat(blocks).hasSizeGreaterThan(5)
			.allSatisfy((block) -> assertThat(sources)
				.anySatisfy((source) -> assertThat(source).contains(squeezed(block))));
	}

	@Test
	void everyTestThatTheGuideNamesIsInTheContract() throws IOException {
		List<String> tests = found(Pattern.compile("void (\\w+)\\("), String.join("\n", sources(CONTRACT)));
		List<String> named = found(Pattern.compile("`([a-z][A-Za-z]{20,})`"), Files.readString(GUIDE));
		assertThat(named).hasSizeGreaterThan(20).isSubsetOf(tests);
	}

	private static List<String> found(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((found) -> found.group(1)).toList();
	}

	private static List<String> sources(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.map(WriteAStoreGuideTest::read).toList();
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String squeezed(String code) {
		return code.replaceAll("\\s+", "");
	}

}
