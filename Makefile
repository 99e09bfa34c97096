# test     everything: what it needs, format, vet, staticcheck, all tests (unit, conformance, end-to-end, browser) under the race
#          detector, but for two that only compute for minutes and are run without it
# quick    the same tests without the race detector and without installing anything
# bench    speed: Go benchmarks of the rooms, a run at scale (FUMIKURA_BENCH_POSTS), and load over HTTP on the program itself
# bench-peer  the program beside OpenSearch with kuromoji over the same made posts (FUMIKURA_BENCH_POSTS): a table of ratios; skipped, with
#          the reason, where Maven or Java is missing
# fuzz     every fuzzer for FUZZTIME each
# check    format, vet, staticcheck, and that the program builds for the other platforms that are supported
# help     this list
.PHONY: build test quick check bench bench-peer relevance fuzz vuln clean help

FUZZTIME ?= 30s
export AXE := $(CURDIR)/.tools/node_modules/axe-core/axe.min.js

help:
	@sed -n "/^#/s/^# //p" Makefile

build:
	go build -o fumikura ./cmd/fumikura

test: check tools vuln
	go test -run 'Relevance|Lattice|EveryWeight' ./index/bleve ./index/ja
	go test -race -shuffle=on -timeout 60m ./...

quick:
	go test -shuffle=on ./...

.PHONY: tools
tools:
	@.ci/tools

check:
	@test -z "$$(gofmt -l cmd internal index web)" || { echo "gofmt: these files need it:"; gofmt -l cmd internal index web; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	@for to in linux/arm64 darwin/arm64 windows/amd64; do echo "build for $$to"; \
	  CGO_ENABLED=0 GOOS=$${to%/*} GOARCH=$${to#*/} go build -o /dev/null ./cmd/fumikura || exit 1; done

vuln:
	@.ci/vuln

bench:
	go test -run '^$$' -bench . -benchmem ./...

bench-peer:
	go test -run '^$$' -bench Peer -benchtime 1x -timeout 60m ./cmd/fumikura

relevance:
	go test -run Relevance -v ./index/bleve

fuzz:
	@.ci/fuzz $(FUZZTIME)

clean:
	rm -rf fumikura shots .tools
