#!/usr/bin/env bash
#
# Kills the sample application with SIGKILL at random moments while invoices are posted to it, and then looks whether
# anything was lost or done twice: scripts/kill-test.sh [kills] [seed] [--name=value ...]
#
#   scripts/kill-test.sh
#   scripts/kill-test.sh 50 42 --spring.datasource.url='jdbc:postgresql://localhost/test?user=me&password=secret'
#
# Needs a JDK and the jar that ./mvnw package makes. The database should be empty. Ends with 1 if a guarantee was broken.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

jar=scheduler-sample-app/target/scheduler-sample-app.jar
if [ ! -f "$jar" ]; then
	echo "There is no $jar; build it with: ./mvnw package -DskipTests" >&2
	exit 2
fi

kills=20
seed="$(date +%s)"
if [[ "${1:-}" =~ ^[0-9]+$ ]]; then kills="$1"; shift; fi
if [[ "${1:-}" =~ ^[0-9]+$ ]]; then seed="$1"; shift; fi

bin="${JAVA_HOME:+$JAVA_HOME/bin/}"
classes="$(mktemp -d)"
trap 'rm -rf "$classes"' EXIT
sources=scheduler-sample-app/src/test/java/io/jobscheduler/sample/drill
"${bin}javac" -d "$classes" "$sources"/{KillDrill,SampleProcess,RunLog,Findings}.java
"${bin}java" -cp "$classes" io.jobscheduler.sample.drill.KillDrill "$jar" "$kills" "$seed" "$@"
