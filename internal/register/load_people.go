package register

import (
	"context"
	"encoding/binary"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// people is everybody the register knows by number, in memory: a file about many
// of them asks for each, and to read all of them once costs a quarter of looking
// each up. Numbers are kept as the entries of the blind index, never in clear. It
// is a photograph: the heads say of which state, and whoever asks drops it when
// somebody has been written about since.
type people struct {
	slots []int32 // open addressing by the entry; 0 is free, else the place among the rest and one
	rest  []someone
	text  []byte // ids and names, one behind the other
	homes []string
	heads map[string]int64
}

// someone is a person under one entry of the index.
type someone struct {
	entry    [entryKept]byte
	division civil.Area
	at       uint32 // of the id, which the name follows
	county   uint16 // place among the homes
	id, name uint8  // lengths
}

// entryKept is how much of an entry is kept: a byte that names its key and fifteen
// of its hash, in which no two people meet.
const entryKept = 16

// The fewest people that are worth a photograph, and the most that fit: some
// eighty bytes each.
const (
	peopleLeast = 1 << 10
	peopleMost  = 2 << 20
)

const (
	countPeople = `-- across counties
		SELECT CAST(count(*) AS BIGINT) FROM (SELECT v.county FROM person v LIMIT $1) c`
	everyEntry = `-- across counties
		SELECT v.id_index, v.county, v.id, v.name, v.division, v.opened, COALESCE(v.closed, 0) FROM person v`
	notHeld = `-- across counties
		SELECT p.county, p.seq FROM provisional p WHERE p.batch <> $1 AND p.effective > $2`
	settledSince = `SELECT a.seq FROM act a WHERE a.county = $1 AND a.seq > $2 AND a.settles <> '' LIMIT 1`
	personSince  = `SELECT v.opened FROM person v WHERE v.county = $1 AND v.opened > $2 LIMIT 1`
	personEnded  = `SELECT v.closed FROM person v WHERE v.county = $1 AND v.closed > $2 LIMIT 1`
)

// act names an act.
type act struct {
	county string
	seq    int64
}

// newPeople takes the photograph as a batch sees it; nil when somebody does not
// fit into it.
func newPeople(ctx context.Context, q db.Query, batch string, count int) (*people, error) {
	p := &people{rest: make([]someone, 0, count), text: make([]byte, 0, 28*count)}
	var err error
	if p.heads, err = headsOf(ctx, q); err != nil {
		return nil, err
	}
	pending := map[act]bool{}
	err = db.Each(ctx, q, func(row db.Row) error {
		var a act
		err := row.Scan(&a.county, &a.seq)
		pending[a] = true
		return err
	}, notHeld, batch, journal.Latest)
	if err != nil {
		return nil, err
	}
	fits := true
	err = db.Each(ctx, q, func(row db.Row) error {
		var entry []byte
		var one Match
		var name, division *string
		var opened, closed int64
		if err := row.Scan(&entry, &one.County, &one.ID, &name, &division, &opened, &closed); err != nil {
			return err
		}
		if len(entry) < entryKept || len(pending) > 0 && pending[act{one.County, opened}] || closed != 0 && !pending[act{one.County, closed}] {
			return nil
		}
		one.Name = textOf(name)
		var err error
		one.Division, err = areaOf(division)
		fits = p.add(entry, &one) && fits
		return err
	}, everyEntry)
	if err != nil || !fits {
		return nil, err
	}
	p.file()
	return p, nil
}

// headsOf is where the chains end.
func headsOf(ctx context.Context, q db.Query) (map[string]int64, error) {
	list, err := journal.Heads(ctx, q)
	heads := make(map[string]int64, len(list))
	for _, head := range list {
		heads[head.County] = head.Seq
	}
	return heads, err
}

// add keeps somebody; false when he does not fit.
func (p *people) add(entry []byte, one *Match) bool {
	last := len(p.homes) - 1
	if last < 0 || p.homes[last] != one.County {
		p.homes, last = append(p.homes, one.County), last+1
	}
	if len(one.ID) > 255 || len(one.Name) > 255 || last > 65535 || len(p.text) > 1<<31 {
		return false
	}
	p.rest = append(p.rest, someone{
		entry: [entryKept]byte(entry), division: one.Division, at: uint32(len(p.text)), county: uint16(last),
		id: uint8(len(one.ID)), name: uint8(len(one.Name)),
	})
	p.text = append(append(p.text, one.ID...), one.Name...)
	return true
}

// file makes everybody findable.
func (p *people) file() {
	size := 2
	for size < 2*len(p.rest) {
		size *= 2
	}
	p.slots = make([]int32, size)
	for i := range p.rest {
		at := p.begin(p.rest[i].entry[:])
		for p.slots[at] != 0 {
			at = (at + 1) & (len(p.slots) - 1)
		}
		p.slots[at] = int32(i + 1)
	}
}

// begin is the slot from which on an entry lies. Its bytes are a hash already.
func (p *people) begin(entry []byte) int {
	return int(binary.LittleEndian.Uint64(entry[4:]) & uint64(len(p.slots)-1))
}

// each calls f for whoever is under an entry.
func (p *people) each(entry []byte, f func(Match)) {
	if len(entry) < entryKept {
		return
	}
	for at := p.begin(entry); p.slots[at] != 0; at = (at + 1) & (len(p.slots) - 1) {
		one := &p.rest[p.slots[at]-1]
		if one.entry != [entryKept]byte(entry) {
			continue
		}
		text := p.text[one.at:][:int(one.id)+int(one.name)]
		both := string(text)
		f(Match{Ref{p.homes[one.county], both[:one.id]}, both[one.id:], one.division})
	}
}

// holds says whether nobody's record was written since the photograph.
func (p *people) holds(ctx context.Context, q db.Query) (bool, error) {
	heads, err := headsOf(ctx, q)
	if err != nil {
		return false, err
	}
	for county, seq := range heads {
		for _, statement := range []string{settledSince, personSince, personEnded} {
			if seq == p.heads[county] {
				break
			}
			if _, some, err := db.One(ctx, q, db.Int, statement, county, p.heads[county]); some || err != nil {
				return false, err
			}
		}
	}
	p.heads = heads
	return true, nil
}
