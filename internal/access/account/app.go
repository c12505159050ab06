package account

import (
	"context"
	"encoding/hex"
	"slices"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// AppProof is that a city's app has said who somebody is, in one answer of it.
type AppProof struct {
	App     string
	Answer  string // what tells this answer from every other
	Person  Person
	Checked bool          // by his face, as strongly as was agreed
	At      civil.Instant // when
	Until   civil.Instant // until when that counts
}

// id is under which row an answer stands: there can be one.
func (p AppProof) id() string {
	sum := sm3.Sum([]byte(p.App + "\x00" + p.Answer))
	return hex.EncodeToString(sum[:16])
}

const (
	selectAnswered = `SELECT v.app FROM app_proof v WHERE v.county = $1 AND v.id = $2`
	selectChecked  = `SELECT v.until FROM app_proof v JOIN session s ON s.county = v.county AND s.token = v.token AND s.closed IS NULL
		WHERE v.county = $1 AND s.id = $2 AND v.person_county = $3 AND v.person = $4 AND v.checked AND v.until > $5 AND ` + journal.Holds
)

// SignInProven lets a resident in whom an app has proven, with a token that no browser
// has held before. A session the browser had until now ends; where it was of the same
// person too, those it acted for besides stay. It refuses an answer that has let
// somebody in already (Denied, app_answered).
func (a *Accounts) SignInProven(ctx context.Context, now civil.Instant, p AppProof, former *Visitor) (token string, v *Visitor, err error) {
	if err := p.Person.check(); err != nil {
		return "", nil, err
	}
	h := journal.Header{County: home, Kind: "account.sign_in", Actor: ResidentActor + p.Person.String(), Purpose: purposeSelf}
	_, err = a.journal.Do(ctx, h, func(w *journal.Write) error {
		if _, used, err := db.One(ctx, w, db.Text, selectAnswered, home, p.id()); err != nil || used {
			return orAnswered(err)
		}
		people := []Person{p.Person}
		if former != nil && former.Kind == Resident && former.Only == "" {
			if slices.Contains(former.Persons, p.Person) {
				people = append(people, slices.DeleteFunc(slices.Clone(former.Persons), func(one Person) bool { return one == p.Person })...)
			}
			list, err := db.Many(ctx, w, scanSession, selectNamed, home, former.SessionID)
			if err != nil {
				return err
			}
			if err := a.end(ctx, w, list); err != nil {
				return err
			}
		}
		if token, err = openSession(ctx, w, session{way: byApp, people: people, started: now, until: now + ResidentLife}); err != nil {
			return err
		}
		return w.Open(ctx, appProofTable, p.id(), journal.Always, p.App, hashToken(token), p.Person.County, p.Person.ID, p.Checked, p.At, p.Until)
	})
	if err != nil {
		return "", nil, err
	}
	v, err = a.Resolve(ctx, now, token)
	return token, v, err
}

// AppRefused writes down that somebody whom an app brought was not let in, and by which
// refusal: many of them are somebody trying. Who it was is not known and not written.
func (a *Accounts) AppRefused(ctx context.Context, app, code string) error {
	h := atTheDoor("account.sign_in_refused")
	h.Note = app + " " + code
	_, err := a.journal.Do(ctx, h, func(*journal.Write) error { return nil })
	return err
}

// orAnswered is an error of looking, or that somebody has come in by an answer before.
func orAnswered(err error) error {
	if err != nil {
		return err
	}
	return &civil.Error{Kind: civil.Denied, Code: "app_answered", Message: "这次登录已经用过了，请从应用里重新打开。"}
}

// Checked says whether the person a resident acts for is the one who was checked by his
// face for this very session, so short a time ago that it counts as just now.
func (a *Accounts) Checked(ctx context.Context, now civil.Instant, v *Visitor) (checked bool, err error) {
	if v == nil || v.Kind != Resident || v.Only != "" {
		return false, nil
	}
	err = a.journal.DB().Read(ctx, func(q db.Query) error {
		_, checked, err = db.One(ctx, q, func(row db.Row) (until civil.Instant, err error) { return until, row.Scan(&until) },
			selectChecked, home, v.SessionID, v.Acting.County, v.Acting.ID, int64(now))
		return err
	})
	return checked, err
}
