package assess

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Coverage says that a register tells all there is about some people of a
// county for a stretch of days.
type Coverage struct {
	Register string      `json:"register"`
	Covers   pack.Covers `json:"covers"`
	From     civil.Date  `json:"from"`
	To       civil.Date  `json:"to"`
	Asked    civil.Date  `json:"asked"` // the day on which departments were asked
}

// A note beside a snapshot says of which store it is and with which coverage it
// was made. Two stores may share a folder, and a store may have been restored to
// an earlier state: the hash of the last act included tells.
type snapshotNote struct {
	Snapshot string     `json:"snapshot"`
	Act      string     `json:"act"`
	Coverage []Coverage `json:"coverage"`
}

func (c *CountyFacts) noteFile(county civil.Area) string {
	return filepath.Join(c.folder, county.String()+".note.json")
}

const selectActHash = `SELECT hash FROM act WHERE county = $1 AND seq = $2`

// actHash is the hash of an act of a county; empty when there is no such act.
func actHash(ctx context.Context, q db.Query, county civil.Area, seq int64) (string, error) {
	hash, _, err := db.One(ctx, q, func(row db.Row) (b []byte, err error) { return b, row.Scan(&b) }, selectActHash, county.String(), seq)
	return hex.EncodeToString(hash), err
}

func (c *CountyFacts) note(ctx context.Context, q db.Query, h fact.SnapshotHeader, hash string, coverage []Coverage) error {
	act, err := actHash(ctx, q, h.County, h.Seq)
	if err != nil {
		return err
	}
	text, err := json.Marshal(snapshotNote{hash, act, coverage})
	if err != nil {
		return err
	}
	return replace(c.noteFile(h.County), text)
}

// sameStore says whether a snapshot was made of this store and with this very
// coverage: what a complete feed says of everybody is not to be found among what
// was touched. A note that is missing or of another snapshot says no.
func (c *CountyFacts) sameStore(ctx context.Context, q db.Query, s *fact.Snapshot, coverage []Coverage) (bool, error) {
	text, err := os.ReadFile(c.noteFile(s.County))
	if err != nil {
		return false, nil
	}
	act, err := actHash(ctx, q, s.County, s.Seq)
	if err != nil {
		return false, err
	}
	var note snapshotNote
	return json.Unmarshal(text, &note) == nil && note.Snapshot == s.Hash && note.Act == act && slices.Equal(note.Coverage, coverage), nil
}

// cover are the stretches for which registers are complete for a person: what
// was delivered for everybody registered in the county, and, of what departments
// are asked person by person, what he had allowed them to be asked on the day.
func (c *CountyFacts) cover(m *fact.Member, county civil.Area, coverage []Coverage) []fact.Coverage {
	var list []fact.Coverage
	local := c.registeredIn(m, county)
	for _, v := range coverage {
		asked := v.Covers == pack.CoversRequested && slices.ContainsFunc(m.Permits, func(p fact.Permit) bool {
			return p.DataClass == v.Register && p.From <= v.Asked && v.Asked <= p.To
		})
		if asked || local && v.Covers == pack.CoversRegistered || v.Covers == pack.CoversResident {
			list = append(list, fact.Coverage{Register: v.Register, Subject: m.ID, From: v.From, To: v.To})
		}
	}
	for i := range m.Records {
		if rec := &m.Records[i]; rec.Register == unanswered {
			list = c.without(list, rec)
		}
	}
	return list
}

// unanswered is the register of those about whom a department did not answer,
// though its batch was complete for everybody else.
const unanswered = "unanswered"

// silence is that register. Whoever was not answered about for some months of
// last year is not known of for a window of twelve, though the silence has ended.
var silence = []string{unanswered}

// without takes the days of a department's silence out of what is covered.
func (c *CountyFacts) without(list []fact.Coverage, quiet *fact.Record) []fact.Coverage {
	name := quiet.Values[c.silent]
	var left []fact.Coverage
	for _, v := range list {
		if !name.Known || v.Register != name.Text || quiet.To < v.From || v.To < quiet.From {
			left = append(left, v)
			continue
		}
		if v.From < quiet.From {
			left = append(left, fact.Coverage{Register: v.Register, Subject: v.Subject, From: v.From, To: quiet.From.AddDays(-1)})
		}
		if quiet.To < v.To {
			left = append(left, fact.Coverage{Register: v.Register, Subject: v.Subject, From: quiet.To.AddDays(1), To: v.To})
		}
	}
	return left
}

// registeredIn says whether a person is known to have his household registration
// in a county.
func (c *CountyFacts) registeredIn(m *fact.Member, county civil.Area) bool {
	for i := range m.Records {
		if rec := &m.Records[i]; rec.Register == register.PersonKind && c.hukou >= 0 && c.hukou < len(rec.Values) {
			v := rec.Values[c.hukou]
			return v.Known && county.Contains(civil.Area(v.Number))
		}
	}
	return false
}

func coverHousehold(id string, coverage []Coverage) []fact.Coverage {
	var list []fact.Coverage
	for _, v := range coverage {
		if v.Covers == pack.CoversRegistered {
			list = append(list, fact.Coverage{Register: v.Register, Subject: id, From: v.From, To: v.To})
		}
	}
	return list
}
