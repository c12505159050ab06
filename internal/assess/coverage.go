package assess

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"lianxin/internal/civil"
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

// coverageNote is the coverage a snapshot was made with, in a file beside it.
type coverageNote struct {
	Snapshot string     `json:"snapshot"`
	Coverage []Coverage `json:"coverage"`
}

func (c *CountyFacts) noteFile(county civil.Area) string {
	return filepath.Join(c.folder, county.String()+".coverage.json")
}

func (c *CountyFacts) noteCoverage(county civil.Area, hash string, coverage []Coverage) error {
	text, err := json.Marshal(coverageNote{hash, coverage})
	if err != nil {
		return err
	}
	return replace(c.noteFile(county), text)
}

// sameCoverage says whether a snapshot was made with this very coverage. A note
// that is missing or of another snapshot says no.
func (c *CountyFacts) sameCoverage(s *fact.Snapshot, coverage []Coverage) bool {
	text, err := os.ReadFile(c.noteFile(s.County))
	if err != nil {
		return false
	}
	var note coverageNote
	return json.Unmarshal(text, &note) == nil && note.Snapshot == s.Hash && slices.Equal(note.Coverage, coverage)
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

// without takes the days of a department's silence out of what is covered.
func (c *CountyFacts) without(list []fact.Coverage, silence *fact.Record) []fact.Coverage {
	name := silence.Values[c.silent]
	var left []fact.Coverage
	for _, v := range list {
		if !name.Known || v.Register != name.Text || silence.To < v.From || v.To < silence.From {
			left = append(left, v)
			continue
		}
		if v.From < silence.From {
			left = append(left, fact.Coverage{Register: v.Register, Subject: v.Subject, From: v.From, To: silence.From.AddDays(-1)})
		}
		if silence.To < v.To {
			left = append(left, fact.Coverage{Register: v.Register, Subject: v.Subject, From: silence.To.AddDays(1), To: v.To})
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
