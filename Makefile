# The two commands of the README are `make report` and `make test`; each works alone on a fresh Debian or Ubuntu
# that has Swift.

.DEFAULT_GOAL := help
.PHONY: help deps test report prove bench lint format

SPECIFICATION_TESTS := ConfigTests|CapacityTests|PersistenceTests|PerformanceTests
SOURCES := Package.swift Sources Tests
# Programs that the tests and the runner start, and the packages of the distribution that bring them. Those from
# strace on are for the faults alone: without them, or without root, what needs them is skipped. eatmydata is for a
# mutant.
PROGRAMS := redis-server redis-cli redis-benchmark redis-check-aof setpriv sha256sum timeout \
  strace mkfs.ext4 mount umount losetup fsfreeze eatmydata
PACKAGES := libhiredis-dev redis-server redis-tools coreutils strace e2fsprogs mount util-linux eatmydata
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## Install what is missing from the distribution's packages
	@command -v swift >/dev/null || { echo "Swift 6.3 or later is missing: see https://www.swift.org/install/linux/" >&2; exit 1; }
	@PATH="$$PATH:/usr/sbin:/sbin"; missing=; for program in $(PROGRAMS); do command -v $$program >/dev/null || missing="$$missing $$program"; done; \
	[ -e /usr/include/hiredis/hiredis.h ] || missing="$$missing hiredis.h"; \
	[ -z "$$missing" ] || { \
	  echo "installing what is missing:$$missing"; \
	  command -v apt-get >/dev/null || { echo "no apt-get here: install$$missing by hand" >&2; exit 1; }; \
	  $(SUDO) apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends $(PACKAGES) >/dev/null; }

test: deps ## Run the product's own tests, then the specification in the quick profile
	swift test --configuration release --skip '^($(SPECIFICATION_TESTS))\.'
	swift run --configuration release compliance --profile quick

report: deps ## Run the specification at full scale and write compliance-report/
	swift run --configuration release compliance

prove: deps ## Run the systems that must not pass, and see that the controls say so
	swift run --configuration release compliance prove

bench: deps ## Measure beside redis-cli --pipe and redis-benchmark, in interleaved pairs
	swift run --configuration release benchmark

lint: ## Check the format; warnings are errors in every build
	swift format lint --strict --recursive --parallel $(SOURCES)

format: ## Format the sources
	swift format --in-place --recursive --parallel $(SOURCES)
