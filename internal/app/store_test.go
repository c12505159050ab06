package app

import "testing"

func TestTheJournalKnowsEveryTableOnce(t *testing.T) {
	t.Parallel()
	seen := map[any]bool{}
	for _, table := range tables() {
		if seen[table] {
			t.Errorf("%v is named twice: every row of it would be found twice when the chain is verified", table)
		}
		seen[table] = true
	}
}
