#!/usr/bin/env bash
#
# Runs two nodes of the sample application on one PostgreSQL, and kills one of them:
# scripts/two-nodes.sh [invoices] [url of an empty database; by default a server is started from Maven's repository]

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

exec ./mvnw -q -B test -pl scheduler-sample-app -am -Dtest=TwoNodesTests -Dsurefire.failIfNoSpecifiedTests=false \
	-Dtwo-nodes.invoices="${1:-200}" ${2:+-Dtwo-nodes.url="$2"}
