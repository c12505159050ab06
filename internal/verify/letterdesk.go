package verify

import (
	"context"
	"fmt"
	"io"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/file"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Letters are the letters of somebody, live or not, as they are known now.
func (o *Office) Letters(ctx context.Context, person register.Ref) (list []*Authorisation, err error) {
	err = o.journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = Of(ctx, q, person)
		return err
	})
	return list, err
}

// Holds says whether a letter holds on a day.
func (a *Authorisation) Holds(day civil.Date) bool { return a.holds(day) }

// TakeLetter registers a letter somebody has signed on paper. That of a child
// needs the guardian who signed it.
func (o *Office) TakeLetter(ctx context.Context, actor string, a Authorisation) error {
	return o.takeLetter(ctx, actor, "verification", a)
}

// SignOwn registers that somebody lets departments be asked about him, from his own
// phone: over all data they are asked for. For a child the one who acts for him
// signs, by name. signer is empty for somebody himself.
func (o *Office) SignOwn(ctx context.Context, actor string, person register.Ref, business, signer string) error {
	if business == "" {
		return civil.Refuse("authorisation_business", "请选择为哪件事授权。")
	}
	id := db.NewID()
	a := Authorisation{
		Person: person, Number: fmt.Sprintf("SJ-%s-%s", o.today(), id[len(id)-6:]), Business: []string{business}, Classes: o.Classes(),
		Signed: o.today(), Capacity: "self",
	}
	if signer != "" {
		a.Capacity, a.Signer = "guardian", signer
	}
	return o.takeLetter(ctx, actor, "self", a)
}

func (o *Office) takeLetter(ctx context.Context, actor, purpose string, a Authorisation) error {
	if a.Signed > o.today() {
		return civil.Refuse("authorisation_future", "签署日期（%s）不能晚于今天。", a.Signed)
	}
	h := journal.Header{County: a.Person.County, Kind: "authorisation.sign", Actor: actor, Purpose: purpose, Durable: true}
	_, err := o.journal.Do(ctx, h, func(w *journal.Write) error {
		asked, err := o.register.AskedAbout(ctx, w, a.Person)
		if err != nil {
			return err
		}
		grown, err := o.grown(a.Person.County, w.At().Date())
		if err != nil {
			return err
		}
		if why := grown.signedWell(&a, asked.Birth, a.Signed); why != "" {
			return civil.Refuse(why, "%s", RefusalWords(why))
		}
		if asked.End != asked.Ref {
			return civil.Refuse("person_merged", "%s", RefusalWords("person_merged"))
		}
		_, err = Sign(ctx, w, a)
		return err
	})
	return err
}

// EndLetter withdraws a letter from today on. What was asked and kept before stays.
func (o *Office) EndLetter(ctx context.Context, actor, purpose string, person register.Ref, id string) error {
	h := journal.Header{County: person.County, Kind: "authorisation.withdraw", Actor: actor, Purpose: purpose, Durable: true}
	_, err := o.journal.Do(ctx, h, func(w *journal.Write) error {
		list, err := Of(ctx, w, person)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(list, func(a *Authorisation) bool { return a.ID == id })
		if at < 0 {
			return &civil.Error{Kind: civil.NotFound, Code: "authorisation_not_found", Message: "没有找到这份授权书。"}
		}
		return Withdraw(ctx, w, *list[at], max(w.At().Date(), list[at].Signed))
	})
	return err
}

// Businesses are what a letter can be for: code and label.
func (o *Office) Businesses() (list [][2]string) {
	reg := o.catalogue().Register("authorisation")
	if reg == nil || reg.Field("business") == nil {
		return nil
	}
	for _, c := range reg.Field("business").Codes {
		list = append(list, [2]string{c.Name, c.Label})
	}
	return list
}

// Evidence takes a paper somebody brings against a report.
func (o *Office) Evidence(ctx context.Context, actor, purpose, county, inquiry string, r io.Reader, name string) (string, error) {
	content, err := file.Inspect(ctx, r)
	if err != nil {
		return "", err
	}
	var kept file.Ref
	h := journal.Header{County: county, Kind: "verify.evidence", Actor: actor, Purpose: purpose}
	_, err = o.journal.Do(ctx, h, func(w *journal.Write) (err error) {
		kept, err = o.files.Put(ctx, w, content, file.Note{Case: inquiry, Kind: "evidence", Name: name})
		return err
	})
	return kept.ID, err
}

// EvidenceOf opens a paper of an inquiry that has been opened for its reader.
func (o *Office) EvidenceOf(ctx context.Context, f *File, id string) (found *file.File, data []byte, err error) {
	if !slices.ContainsFunc(f.Objections, func(b Objection) bool { return slices.Contains(b.Files, id) }) {
		return nil, nil, notFound()
	}
	err = o.journal.DB().Read(ctx, func(q db.Query) (err error) {
		found, data, err = o.files.Open(ctx, q, f.County, id)
		return err
	})
	return found, data, err
}
