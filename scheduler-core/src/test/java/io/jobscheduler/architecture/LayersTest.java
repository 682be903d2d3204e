package io.jobscheduler.architecture;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The layers of the core: each package imports only those below it.
 */
class LayersTest {

	/** From the lowest to the highest. */
	private static final List<String> LAYERS = List.of("calendar", "cron", "trigger", "clock", "serializer", "job",
			"schedule", "task", "event", "store", "executor", "engine");

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.jobscheduler");

	@Test
	void eachPackageImportsOnlyThoseBelowIt() {
		LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInAnyPackage("io.jobscheduler..");
		for (String layer : LAYERS) {
			layers = layers.layer(layer).definedBy("io.jobscheduler." + layer + "..");
		}
		layers = layers.layer("façade")
			.definedBy("io.jobscheduler")
			.layer("reactive")
			.definedBy("io.jobscheduler.reactive");
		for (int i = 0; i < LAYERS.size(); i++) {
			List<String> above = new ArrayList<>(LAYERS.subList(i + 1, LAYERS.size()));
			above.add("façade");
			above.add("reactive");
			layers = layers.whereLayer(LAYERS.get(i)).mayOnlyBeAccessedByLayers(above.toArray(String[]::new));
		}
		layers.whereLayer("façade")
			.mayOnlyBeAccessedByLayers("reactive")
			.whereLayer("reactive")
			.mayNotBeAccessedByAnyLayer()
			.check(CLASSES);
	}

	@Test
	void noPackagesDependOnEachOtherInACircle() {
		slices().matching("io.jobscheduler.(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void onlyTheClockReadsTheTime() {
		DescribedPredicate<JavaMethodCall> readsTheTime = DescribedPredicate.describe("reads the time", (call) -> {
			JavaClass owner = call.getTargetOwner();
			String name = call.getName();
			boolean now = name.equals("now") && owner.isEquivalentTo(Instant.class)
					|| name.equals("now") && (owner.isEquivalentTo(LocalDate.class)
							|| owner.isEquivalentTo(LocalDateTime.class) || owner.isEquivalentTo(ZonedDateTime.class));
			boolean system = owner.isEquivalentTo(System.class)
					&& (name.equals("currentTimeMillis") || name.equals("nanoTime"));
			return now || system || owner.isEquivalentTo(Clock.class);
		});
		noClasses().that(not(resideInAPackage("io.jobscheduler.clock")))
			.should()
			.callMethodWhere(readsTheTime)
			.check(CLASSES);
	}

	@Test
	void onlyStoresAndSerializersTouchATechnology() {
		noClasses()
			.that(not(resideInAnyPackage("io.jobscheduler.store.(*)..", "io.jobscheduler.store",
					"io.jobscheduler.serializer", "io.jobscheduler.executor", "io.jobscheduler.calendar",
					"io.jobscheduler.reactive")))
			.should()
			.dependOnClassesThat(
					not(resideInAnyPackage("java..", "io.jobscheduler..", "org.slf4j..", "org.jspecify..")))
			.check(CLASSES);
	}

	@Test
	void aStoreImportsOnlyItsOwnTechnology() {
		ArchRule memory = noClasses().that()
			.resideInAPackage("io.jobscheduler.store.memory..")
			.should()
			.dependOnClassesThat(
					not(resideInAnyPackage("java..", "io.jobscheduler..", "org.slf4j..", "org.jspecify..")));
		ArchRule sql = noClasses().that()
			.resideInAnyPackage("io.jobscheduler.store.jdbc..", "io.jobscheduler.store.jpa..")
			.should()
			.dependOnClassesThat(not(resideInAnyPackage("java..", "javax.sql..", "io.jobscheduler..", "org.slf4j..",
					"org.jspecify..", "org.springframework..", "org.postgresql..", "jakarta.persistence..",
					"tools.jackson..", "com.zaxxer.hikari..")));
		ArchRule mongodb = noClasses().that()
			.resideInAPackage("io.jobscheduler.store.mongodb..")
			.should()
			.dependOnClassesThat(not(resideInAnyPackage("java..", "io.jobscheduler..", "org.slf4j..", "org.jspecify..",
					"com.mongodb..", "org.bson..", "org.springframework.data.mongodb..", "org.springframework.dao..",
					"org.springframework.transaction..")));
		ArchRule redis = noClasses().that()
			.resideInAPackage("io.jobscheduler.store.redis..")
			.should()
			.dependOnClassesThat(not(resideInAnyPackage("java..", "io.jobscheduler..", "org.slf4j..", "org.jspecify..",
					"org.springframework.dao..", "org.springframework.data.redis..")));
		ArchRule zookeeper = noClasses().that()
			.resideInAPackage("io.jobscheduler.store.zookeeper..")
			.should()
			.dependOnClassesThat(not(resideInAnyPackage("java..", "io.jobscheduler..", "org.slf4j..", "org.jspecify..",
					"org.apache.curator..", "org.apache.zookeeper..", "tools.jackson..")));
		ArchRule rethinkdb = noClasses().that()
			.resideInAPackage("io.jobscheduler.store.rethinkdb..")
			.should()
			.dependOnClassesThat(not(resideInAnyPackage("java..", "io.jobscheduler..", "org.slf4j..", "org.jspecify..",
					"com.rethinkdb..", "com.fasterxml.jackson..")));
		memory.check(CLASSES);
		mongodb.check(CLASSES);
		sql.check(CLASSES);
		redis.check(CLASSES);
		zookeeper.check(CLASSES);
		rethinkdb.check(CLASSES);
	}

	@Test
	void theReactiveFaceTouchesOnlyReactor() {
		noClasses().that()
			.resideInAPackage("io.jobscheduler.reactive")
			.should()
			.dependOnClassesThat(not(resideInAnyPackage("java..", "io.jobscheduler..", "org.slf4j..", "org.jspecify..",
					"reactor.core..", "org.reactivestreams..")))
			.check(CLASSES);
	}

	@Test
	void calendarsTouchOnlyTheLibraryForIcsFiles() {
		noClasses().that()
			.resideInAPackage("io.jobscheduler.calendar")
			.should()
			.dependOnClassesThat(not(resideInAnyPackage("java..", "io.jobscheduler.calendar", "org.slf4j..",
					"org.jspecify..", "net.fortuna.ical4j..")))
			.check(CLASSES);
	}

	@Test
	void noClassIsNamedForWantOfAName() {
		classes().should()
			.haveNameNotMatching(".*(Util|Utils|Helper|Manager|Impl|Common)(\\$.*)?")
			.andShould()
			.resideOutsideOfPackages("..util..", "..common..", "..impl..", "..manager..", "..helper..")
			.check(CLASSES);
	}

	@Test
	void theRulesSeeTheClasses() {
		assertThat(CLASSES.size()).isGreaterThan(100);
	}

}
