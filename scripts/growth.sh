#!/usr/bin/env bash
#
# Compares the sample application with a hundred schedules that are not due, and with many, on H2 and on PostgreSQL:
# scripts/growth.sh [many] [seconds at rest]

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

exec ./mvnw -q -B test -pl scheduler-sample-app -am -Dtest=GrowthBenchmark -Dsurefire.failIfNoSpecifiedTests=false \
	-Dgrowth.schedules="${1:-100000}" -Dgrowth.rest-seconds="${2:-60}"
