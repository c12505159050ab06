package pay

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"sync"
)

// EventKind is what may happen to somebody in pay.
type EventKind string

// The kinds of events the tables of this package know, see [EventKind].
const (
	Death     EventKind = "death"
	Cremation EventKind = "cremation"
	Custody   EventKind = "custody"
	MoveOut   EventKind = "move_out"
	Marriage  EventKind = "marriage"
	Divorce   EventKind = "divorce"
)

// EventRule is what the rules say about a kind of event.
type EventRule struct {
	Kind    EventKind
	Title   string
	Freezes bool   // the money waits for a decision
	First   string // the first month not owed: same, next, or none
	ForGood bool   // he gets nothing any more, not even what came back
}

// eventData has the columns kind,title,freezes,first,for_good,region,effective,status,source.
//
//go:embed data/events.csv
var eventData []byte

// eventColumnsRead are the columns of the table that are read.
const eventColumnsRead = 5

var eventRules = sync.OnceValues(func() ([]EventRule, error) {
	rows, err := csv.NewReader(bytes.NewReader(eventData)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("pay: events.csv: %w", err)
	}
	list := make([]EventRule, 0, len(rows))
	for _, row := range rows[1:] {
		if len(row) < eventColumnsRead {
			return nil, fmt.Errorf("pay: events.csv: a row has %d columns", len(row))
		}
		list = append(list, EventRule{EventKind(row[0]), row[1], row[2] == "yes", row[3], row[4] == "yes"})
	}
	return list, nil
})

// EventRules are the kinds of events there are.
func EventRules() ([]EventRule, error) {
	list, err := eventRules()
	return slices.Clone(list), err
}

func ruleOf(kind EventKind) (EventRule, bool, error) {
	list, err := eventRules()
	for _, r := range list {
		if r.Kind == kind {
			return r, true, err
		}
	}
	return EventRule{}, false, err
}

// Title is the kind in words.
func (k EventKind) Title() string {
	if r, ok, err := ruleOf(k); err == nil && ok {
		return r.Title
	}
	return string(k)
}
