package api

import (
	"encoding/json"
	"sync"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// lawsMost is how many compiled laws are kept for described families.
const lawsMost = 8

// laws are compiled programmes by packs, city and day: compiling takes longer than
// judging.
type laws struct {
	turn  sync.Mutex
	known map[lawOf]*assess.Assessor
}

type lawOf struct {
	packs, city string
	day         civil.Date
}

func (l *laws) of(c *pack.Catalogue, city pack.City, day civil.Date) (*assess.Assessor, error) {
	key := lawOf{c.Hash(), city.Name, day}
	l.turn.Lock()
	defer l.turn.Unlock()
	if made := l.known[key]; made != nil {
		return made, nil
	}
	made, err := assess.New(c, city, day, nil)
	if err != nil {
		return nil, err
	}
	if l.known == nil || len(l.known) >= lawsMost {
		l.known = map[lawOf]*assess.Assessor{}
	}
	l.known[key] = made
	return made, nil
}

// factsIn is the part of a body that describes a family, as it was written: numbers
// keep their digits.
func factsIn(body []byte) (string, error) {
	var sent struct {
		Facts json.RawMessage `json:"facts"`
	}
	err := json.Unmarshal(body, &sent)
	return string(sent.Facts), err
}
