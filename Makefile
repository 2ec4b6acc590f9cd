# `make help` lists the targets. Each installs what it needs first (toolchain/setup says what it does).
SHELL := /bin/bash
.SHELLFLAGS := -o errexit -o nounset -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: run test test-long powercut simulate fuzz check deb arm64 bench bench-board format lint build
.PHONY: setup setup-run setup-package setup-test help

PROGRAM := .build/release/heliograph
SOURCES := Package.swift Sources Tests
# Swift's libraries inside; no library is looked for beside the program; what it links to is found before it starts and
# cannot be changed after. Nothing is loaded that would look for a symbol in the program, so it offers none: a megabyte less.
RELEASE_OPTIONS := --static-swift-stdlib --disable-local-rpath -Xlinker -z -Xlinker now -Xlinker --no-export-dynamic
# Options for the program: make run ARGUMENTS="--roofs 7 --for 60s"
ARGUMENTS ?=

run: setup-run release  ## a street on this machine: four roofs, a broker, every reading recorded (Ctrl-C ends it)
	$(PROGRAM) demo $(ARGUMENTS)

test: setup-test deb  ## everything that is tested: units, vectors, architecture, the program, the emulated board
	swift build --build-tests
	@[ "$$(uname -m)" != x86_64 ] || toolchain/rig/libgpiod2 build --product heliograph
	@toolchain/fuzz/build || [ $$? -eq 77 ]
	@# First what needs the processor, then whole programs and boards, which live by the clock and would be starved beside it.
	@SECONDS=0; if swift test --skip-build --disable-xctest --skip 'ProgramTests|RigTests' && \
	    swift test --skip-build --disable-xctest --filter 'ProgramTests|RigTests'; then \
	    echo "make test: passed after $$SECONDS s."; \
	else \
	    status=$$?; echo "make test: FAILED. The lines above that begin with ✘ say what, and where." >&2; exit $$status; \
	fi

# What a power cut takes from gateways at work: toolchain/rig/README.md.
CUTS ?= 10
SEED ?= 1
powercut: setup-test release  ## the power of an emulated machine is cut CUTS=10 times; SEED=1 says when
	toolchain/rig/powercut --cuts $(CUTS) --seed $(SEED)
	toolchain/rig/powercut --cuts 5 --seed $(SEED) --control

# Streets where everything goes wrong, each from one seed: Sources/Simulation/README.md.
SEEDS ?= 1000
FIRST_SEED ?= 1
# A sixth of a day is memory taken and given back: with Microsoft's allocator a day takes a seventh less. Another eighth is
# saved by optimising across targets, for which everything is built anew: hence a folder of its own.
ALLOCATOR := LD_PRELOAD=libmimalloc.so.2
simulate: setup-run  ## SEEDS=1000 virtual days from FIRST_SEED=1; of one seed alone the story (ARGUMENTS=--real-signatures)
	@toolchain/setup simulate
	swift build --configuration release $(RELEASE_OPTIONS) --product simulate \
	    --scratch-path .build-simulate -Xswiftc -cross-module-optimization
	$(ALLOCATOR) .build-simulate/release/simulate --seeds $(SEEDS) --first-seed $(FIRST_SEED) $(ARGUMENTS)

test-long: setup-test release  ## for hours: every fault of the real program, 200 power cuts, what wears the card
	swift build --build-tests
	HELIOGRAPH_ALL_FAULTS=yes swift test --skip-build --disable-xctest --filter 'FailingSyscallTests|KilledGatewayTests|DamagedPagesTests'
	$(MAKE) powercut CUTS=200
	toolchain/rig/powercut --cuts 10 --seed $(SEED) --power-fail
	toolchain/rig/wear

# What the figures mean, and what to do with a finding: toolchain/fuzz/README.md.
SECONDS ?= 60
fuzz: setup-run  ## every decoder of what comes from outside against libFuzzer, each for SECONDS=60, two at a time
	toolchain/fuzz/build
	toolchain/fuzz/run --seconds $(SECONDS)

check: format lint test  ## before a commit: format, lint, build, test
	@git diff --stat -- $(SOURCES)
	@echo "make check: clean."

bench: setup-run release floors  ## figures as ratios to what the hardware and the C libraries can do
	$(PROGRAM) bench $(ARGUMENTS)

# C programs that do only what cannot be avoided: toolchain/bench/README.md.
FLOORS := $(addprefix .build/bench/,signatures catch-up publish)
.PHONY: floors
floors: $(FLOORS)
.build/bench/signatures: LIBRARIES := -lcrypto
.build/bench/catch-up: LIBRARIES := -lsqlite3 -lcrypto
.build/bench/publish: LIBRARIES := -lmosquitto
$(FLOORS): .build/bench/%: toolchain/bench/%.c toolchain/bench/floor.h
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -O2 -Wall -Wextra -Werror $< -o $@ $(LIBRARIES)

deb: setup-package release  ## a Debian package for this machine's release and architecture, in .build/package
	@mkdir -p .build/package && rm -f .build/package/*.deb
	toolchain/package/build

arm64: setup-package  ## for boards with 64-bit ARM, on demand: built, run on an emulated Pi 3, packaged
	@toolchain/setup arm64
	toolchain/arm64/make $(RELEASE_OPTIONS)

bench-board: setup-test release  ## what the program costs on a board, beside a minimal C program (ARGUMENTS=--quick)
	toolchain/bench/board $(ARGUMENTS)

format:  ## lay out the Swift code as .swift-format says
	swift format --in-place --parallel --recursive $(SOURCES)

lint:  ## refuse what .swift-format forbids
	swift format lint --strict --parallel --recursive $(SOURCES)

build: setup-run  ## a debug build of the program and the tests
	swift build --build-tests

.PHONY: release
release:
	swift build --configuration release $(RELEASE_OPTIONS) --product heliograph

setup: setup-run setup-test  ## install what building, running and testing need

setup-run:
	@toolchain/setup run

setup-package: setup-run
	@toolchain/setup package

setup-test: setup-package
	@toolchain/setup test

help:  ## these lines
	@sed -nE 's/^([a-z0-9-]+):.*  ## (.*)$$/\1\t\2/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r target purpose; do \
	    printf 'make %-11s %s\n' "$$target" "$$purpose"; done
