package verify

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// sink takes registers of letters.
type sink struct{ register *register.Register }

// Sink takes the rows of feeds of letters of authorisation, of persons whom the
// register knows.
func Sink(r *register.Register) feed.Sink { return sink{r} }

// taking is one such file.
type taking struct {
	finder   *register.Finder
	keeper   *register.Keeper
	business *pack.Field
	capacity *pack.Field
	at       places
}

// places are where rows have what a letter says.
type places struct{ number, classes, business, signed, ends, withdrawn, signer, capacity int }

// Begin implements [feed.Sink].
func (s sink) Begin(ctx context.Context, q db.Query, b *feed.Batch) (feed.Taking, error) {
	reg := b.Plan.Feed.Register
	t := &taking{
		business: reg.Field("business"), capacity: reg.Field("capacity"),
		at: places{
			b.Where("number"), b.Where("classes"), b.Where("business"), b.Where("signed"),
			b.Where("valid_to"), b.Where("withdrawn"), b.Where("signer"), b.Where("capacity"),
		},
	}
	if t.business == nil {
		return nil, civil.Refuse("authorisation_register", "业务包里的“%s”没有“办理事项”一项，授权书不能读入。", reg.Title)
	}
	var err error
	if t.finder, err = s.register.NewFinder(ctx, q, b); err != nil {
		return nil, err
	}
	t.keeper, err = s.register.NewKeeper(ctx, q, b, &shelf)
	return t, err
}

// Known implements [feed.Knower].
func (s sink) Known(ctx context.Context, q db.Query, most int) (*feed.IDSet, error) {
	return s.register.KnownNumbers(ctx, q, most)
}

// Take implements [feed.Taking].
func (t *taking) Take(ctx context.Context, q db.Query, p *feed.Page) error {
	found, skip, err := t.finder.Find(ctx, q, p)
	if err != nil {
		return err
	}
	list := make([]register.Wanted, 0, p.Len())
	for row := range p.Len() {
		if skip[row] {
			continue
		}
		if found[row].Zero() {
			p.Tally.Unmatched++
			continue
		}
		a := t.letter(p, row, found[row].Ref)
		if problem := a.check(); problem != nil {
			p.SetAside(row, "", problem)
			continue
		}
		from, to := a.span()
		values := a.row()
		list = append(list, register.Wanted{
			Row: row, Person: found[row], Key: a.Number, Content: content(values), From: from, To: to, Dated: true,
			Values: func(register.Ref, []byte) []any { return values },
		})
	}
	return t.keeper.Keep(ctx, q, p, list)
}

// Rest implements [feed.Taking]. A letter does not end because a list lacks it.
func (t *taking) Rest(context.Context, db.Query, *feed.Page) (bool, error) { return false, nil }

// letter is what a row says.
func (t *taking) letter(p *feed.Page, row int, person register.Ref) Authorisation {
	day := func(at int) civil.Date { return civil.Date(p.Cell(row, at).Int) }
	a := Authorisation{
		Person: person, Number: p.Cell(row, t.at.number).Text, Classes: slices.Clone(p.Cell(row, t.at.classes).Classes()),
		Signed: day(t.at.signed), Ends: day(t.at.ends), Withdrawn: day(t.at.withdrawn), Signer: p.Cell(row, t.at.signer).Text,
	}
	for _, at := range p.Cell(row, t.at.business).List() {
		a.Business = append(a.Business, t.business.Codes[at].Name)
	}
	if c := p.Cell(row, t.at.capacity); c.Known && t.capacity != nil {
		a.Capacity = t.capacity.Codes[c.Int].Name
	}
	slices.Sort(a.Classes)
	slices.Sort(a.Business)
	a.Classes, a.Business = slices.Compact(a.Classes), slices.Compact(a.Business)
	return a
}

// content is what is compared of a letter.
func content(values []any) string {
	var b strings.Builder
	for _, value := range values {
		if s, known := value.(string); known {
			b.WriteString(s)
		}
		b.WriteByte(0)
	}
	return b.String()
}

const (
	anyLetter = `-- across counties
		SELECT v.county FROM authorisation v LIMIT 1`
	lettersOf = `SELECT v.id, v.opened, v.valid_from, v.valid_to, v.person, v.number, v.business, v.classes, v.signed, v.ends, v.withdrawn, v.signer, v.capacity
		FROM authorisation v WHERE v.person IN ` + register.Among + ` AND v.county = $34 AND ` + journal.HeldBy
)

// shelf describes the table of letters to a keeper.
var shelf = register.Shelf{
	Table: authorisationTable, Any: anyLetter, Of: lettersOf, Scan: scanHeld,
	Place: func(ref register.Ref) access.Place {
		return access.Place{Table: "authorisation", Field: "number", County: ref.County, ID: ref.ID}
	},
}

func scanHeld(row db.Row) (h register.Held, err error) {
	var business, classes, signed string
	var ends, withdrawn, signer, capacity *string
	err = row.Scan(&h.ID, &h.Opened, &h.From, &h.To, &h.Subject, &h.Key, &business, &classes, &signed, &ends, &withdrawn, &signer, &capacity)
	h.Values = []any{h.Subject, h.Key, business, classes, signed, optional(ends), optional(withdrawn), optional(signer), optional(capacity)}
	h.Content = content(h.Values)
	return h, err
}

func optional(s *string) any {
	if s == nil {
		return nil
	}
	return *s
}
