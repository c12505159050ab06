package simulator

import (
	"encoding/json"
	"io"
	"maps"
	"os"
	"slices"
	"sync"

	"lianxin/internal/civil"
)

// Record is what a department has about somebody in one class.
type Record map[string]string

// Known is one such record, with whose it is.
type Known struct {
	IDNumber string `json:"id_number"`
	Class    string `json:"class"`
	Record   Record `json:"record"`
	// What the department says instead when it is asked to look again: its own
	// books were wrong. Empty: the same; with no fields: it has nothing.
	Corrected *Record `json:"corrected,omitempty"`
}

// World is what all departments have. It is safe for use by many goroutines.
type World struct {
	mutex sync.RWMutex
	known map[string][]Known // by identity number
}

// NewWorld makes a world in which nobody has anything.
func NewWorld() *World { return &World{known: map[string][]Known{}} }

// Put adds what a department has.
func (w *World) Put(list ...Known) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	for _, k := range list {
		w.known[k.IDNumber] = append(w.known[k.IDNumber], k)
	}
}

// worldMost is the length of the longest file of a world.
const worldMost = 64 << 20

// Read adds what stands in a file: a JSON list of records.
func (w *World) Read(r io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(r, worldMost))
	if err != nil {
		return err
	}
	var list []Known
	if err := json.Unmarshal(data, &list); err != nil {
		return &civil.Error{Kind: civil.Invalid, Code: "world_form", Err: err,
			Message: "模拟数据文件应是JSON列表，每条有id_number、class和record，请核对。"}
	}
	w.Put(list...)
	return nil
}

// Of is what is known of somebody in a class.
func (w *World) Of(number, class string, recheck bool) []Record {
	w.mutex.RLock()
	defer w.mutex.RUnlock()
	list := []Record{}
	for _, k := range w.known[number] {
		switch {
		case k.Class != class:
		case !recheck || k.Corrected == nil:
			list = append(list, maps.Clone(k.Record))
		case len(*k.Corrected) > 0:
			list = append(list, maps.Clone(*k.Corrected))
		}
	}
	return list
}

// Has says whether this world knows anything of somebody in a class.
func (w *World) Has(number, class string) bool {
	w.mutex.RLock()
	defer w.mutex.RUnlock()
	return slices.ContainsFunc(w.known[number], func(k Known) bool { return k.Class == class })
}

// Manner is how departments behave. Shares are in thousand questions.
type Manner struct {
	Seed    uint64
	Fail    int // permille of the questions that end in an error the first time
	Lie     int // permille of the answers with something that cannot be true
	Twice   int // permille of the answers that say everything twice
	Token   string
	Keeping int // how many answers are kept to be given again; 0: as usual
}

// lies are what a department says when it lies: each cannot be true.
var lies = []func(Record){
	func(r Record) { r["id_number"] = "110105194912310021" },
	func(r Record) {
		for _, name := range slices.Sorted(maps.Keys(r)) {
			if name == "balance" || name == "value" || name == "base" || name == "amount" {
				r[name] = "-1"
			}
		}
		r["first_registered"] = "2999-01-01"
	},
	func(r Record) { clear(r); r["note"] = "没有内容" },
}

// Write writes all that is known to a file that Read reads.
func (w *World) Write(path string) error {
	w.mutex.RLock()
	defer w.mutex.RUnlock()
	list := []Known{}
	for _, number := range slices.Sorted(maps.Keys(w.known)) {
		list = append(list, w.known[number]...)
	}
	data, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}
