package station

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/service"
)

// Body is what is sealed of an enrolment.
type Body struct {
	Consent  string     `json:"consent"`  // who agreed: own, guardian
	Guardian string     `json:"guardian"` // his name
	Signed   civil.Date `json:"signed"`   // day of the consent
	Needs    string     `json:"needs"`    // what he comes for
}

// Who agrees to an enrolment.
const (
	ByHimself  = "own"
	ByGuardian = "guardian"
)

// Enrolment is one version of somebody's part at a station.
type Enrolment struct {
	register.Ref
	Opened   int64
	Station  string
	Division civil.Area
	Person   register.Ref
	Name     string
	Active   bool
	Since    civil.Date
	Until    civil.Date
	Ending   string
	Body

	sealed []byte
	once   string
}

const (
	enrolmentColumns = `v.county, v.id, v.opened, v.station, v.division, v.person_county, v.person, v.name, v.state, v.since, v.until, v.ending, v.body, v.once`
	selectEnrolment  = `SELECT ` + enrolmentColumns + ` FROM station_enrolment v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectOnce       = `SELECT ` + enrolmentColumns + ` FROM station_enrolment v WHERE v.county = $1 AND v.once = $2 AND ` + journal.Holds
	selectAt         = `SELECT ` + enrolmentColumns + ` FROM station_enrolment v WHERE v.county = $1 AND v.station = $2 AND ` + journal.Holds + ` ORDER BY v.state, v.since DESC, v.id`
	selectOf         = `-- across counties
		SELECT ` + enrolmentColumns + ` FROM station_enrolment v WHERE v.person = $1 AND v.person_county = $2 AND ` + journal.Holds + ` ORDER BY v.since DESC, v.id`
)

func scanEnrolment(row db.Row) (*Enrolment, error) {
	var e Enrolment
	var division, state, since, until string
	var name *string
	err := row.Scan(&e.County, &e.ID, &e.Opened, &e.Station, &division, &e.Person.County, &e.Person.ID, &name, &state, &since, &until, &e.Ending, &e.sealed, &e.once)
	if err != nil {
		return nil, err
	}
	e.Name, e.Active = service.TextOf(name), state == "active"
	if e.Division, err = service.AreaOf(division); err != nil {
		return nil, err
	}
	if e.Since, err = service.DayOf(since); err != nil {
		return nil, err
	}
	e.Until, err = service.DayOf(until)
	return &e, err
}

func (e *Enrolment) row() []any {
	state := "ended"
	if e.Active {
		state = "active"
	}
	return []any{
		e.Station, service.AreaText(e.Division), e.Person.County, e.Person.ID, service.OrNull(e.Name), state, e.Since.String(), service.DayText(e.Until),
		e.Ending, e.sealed, e.once,
	}
}

// wordsMost is the longest text about somebody.
const wordsMost = 1000

// Enrol lets somebody take part at a station.
func (d *Desk) Enrol(ctx context.Context, who casework.Who, station register.Ref, person register.Ref, name string, b Body, once string) (*Enrolment, error) {
	s, err := d.Get(ctx, who, station)
	if err != nil {
		return nil, err
	}
	b.Guardian, b.Needs = strings.TrimSpace(b.Guardian), strings.TrimSpace(b.Needs)
	switch {
	case person.Zero():
		return nil, civil.Refuse("enrol_person", "请先查到本人。")
	case b.Consent != ByHimself && b.Consent != ByGuardian:
		return nil, civil.Refuse("enrol_consent", "没有本人或监护人同意，不能登记：请选择谁签了同意书。")
	case b.Consent == ByGuardian && b.Guardian == "":
		return nil, civil.Refuse("enrol_guardian", "监护人签字的，请填写监护人姓名。")
	case b.Signed == 0 || b.Signed > d.today():
		return nil, civil.Refuse("enrol_signed", "请填写签同意书的日期，不能晚于今天。")
	case b.Needs == "" || len([]rune(b.Needs)) > wordsMost:
		return nil, civil.Refuse("enrol_needs", "请写明需要什么帮助，最多%d个字。", wordsMost)
	}
	e := &Enrolment{
		Ref: register.Ref{County: station.County, ID: db.NewID()}, Station: station.ID, Division: s.Division, Person: person, Name: name, Active: true, Body: b,
		once: service.OnceKey(who, once),
	}
	if e.sealed, err = d.safe.Seal("station_enrolment", "body", e.County, e.ID, b); err != nil {
		return nil, err
	}
	h := journal.Header{County: e.County, Kind: "station.enrol", Actor: who.Actor, Purpose: "service", Note: who.OnBehalf}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		if before, sent, err := db.One(ctx, w, scanEnrolment, selectOnce, e.County, e.once); err != nil || sent && e.once != "" {
			if err == nil {
				e = before
				err = service.ErrRepeated
			}
			return err
		}
		held, err := db.Many(ctx, w, scanEnrolment, selectOf, person.ID, person.County)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(held, func(o *Enrolment) bool { return o.Active }) {
			return &civil.Error{Kind: civil.Conflict, Code: "enrol_twice", Message: "这个人已经在一个站点参加康复，请先在那边结束。"}
		}
		there, err := db.Many(ctx, w, scanEnrolment, selectAt, e.County, e.Station)
		if err != nil {
			return err
		}
		there = slices.DeleteFunc(there, func(o *Enrolment) bool { return !o.Active })
		if int64(len(there)) >= s.Capacity {
			return &civil.Error{Kind: civil.Conflict, Code: "station_full", Message: "这个站点已经满员，请换一个站点，或请县（市、区）增加名额。"}
		}
		e.Opened, e.Since = w.Seq(), w.At().Date()
		return w.Open(ctx, enrolmentTable, e.ID, journal.Always, e.row()...)
	})
	if err != nil && !errors.Is(err, service.ErrRepeated) {
		return nil, err
	}
	return e, nil
}

// At are the people of a station, those who take part first.
func (d *Desk) At(ctx context.Context, who casework.Who, station register.Ref) (list []*Enrolment, err error) {
	if _, err := d.Get(ctx, who, station); err != nil {
		return nil, err
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, scanEnrolment, selectAt, station.County, station.ID)
		return err
	})
	return list, err
}

// Of are somebody's own enrolments.
func (d *Desk) Of(ctx context.Context, who casework.Who, person register.Ref) (list []*Enrolment, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, scanEnrolment, selectOf, person.ID, person.County)
		return err
	})
	return slices.DeleteFunc(list, func(e *Enrolment) bool { return !sees(who, e) }), err
}

func sees(who casework.Who, e *Enrolment) bool {
	return slices.Contains(who.Persons, e.Person) || service.Holds(who, e.Division, workers...)
}

// File is an enrolment with its days and assessments, the newest first.
type File struct {
	*Enrolment
	Entries []Entry
}

// File reads an enrolment whole.
func (d *Desk) File(ctx context.Context, who casework.Who, ref register.Ref) (f *File, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		e, err := d.find(ctx, q, who, ref)
		if err != nil {
			return err
		}
		f = &File{Enrolment: e}
		f.Entries, err = db.Many(ctx, q, d.scanEntry(ref.County), selectEntries, ref.County, ref.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (d *Desk) find(ctx context.Context, q db.Query, who casework.Who, ref register.Ref) (*Enrolment, error) {
	e, known, err := db.One(ctx, q, scanEnrolment, selectEnrolment, ref.County, ref.ID)
	if err != nil {
		return nil, err
	}
	if !known || !sees(who, e) {
		return nil, notFound()
	}
	return e, d.safe.Open("station_enrolment", "body", e.County, e.ID, e.sealed, &e.Body)
}

// End ends somebody's part, for a reason of the packs.
func (d *Desk) End(ctx context.Context, who casework.Who, ref register.Ref, seen int64, reason string) error {
	ends := d.catalogue().StationWork().Ends
	if !slices.ContainsFunc(ends, func(n pack.Named) bool { return n.Name == reason }) {
		return civil.Refuse("station_end", "请选择为什么结束。")
	}
	h := journal.Header{County: ref.County, Kind: "station.end", Actor: who.Actor, Purpose: "service", Note: who.OnBehalf}
	_, err := d.journal.Do(ctx, h, func(w *journal.Write) error {
		e, err := d.find(ctx, w, who, ref)
		switch {
		case err != nil:
			return err
		case !service.Holds(who, e.Division, workers...):
			return notFound()
		case !e.Active:
			return nil
		case seen != 0 && seen != e.Opened:
			return &civil.Error{Kind: civil.Stale, Code: "station_changed", Message: "这份档案刚刚被改过：请先看改动，再办理。"}
		}
		if err := w.Close(ctx, enrolmentTable, e.ID, e.Opened); err != nil {
			return err
		}
		e.Active, e.Until, e.Ending = false, w.At().Date(), reason
		return w.Open(ctx, enrolmentTable, e.ID, journal.Always, e.row()...)
	})
	return err
}
