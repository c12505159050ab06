package register

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// Register reads and writes the registers of a store. It is safe for use by
// many goroutines. Functions that take an act write within it and never end it.
type Register struct {
	db        *db.DB
	journal   *journal.Journal
	keys      access.Keyring
	catalogue *pack.Catalogue
	permits   Permits
}

// Permits says whether somebody may look into an authorised register about a
// person on a day. The stage that keeps authorisations answers.
type Permits interface {
	Permitted(ctx context.Context, person Ref, register string, day civil.Date) (bool, error)
}

// New makes a register over a journal, which must know its [Tables]. Without
// permits nobody looks into an authorised register.
func New(j *journal.Journal, keys access.Keyring, catalogue *pack.Catalogue, permits Permits) *Register {
	return &Register{db: j.DB(), journal: j, keys: keys, catalogue: catalogue, permits: permits}
}

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table {
	return []*journal.Table{
		personTable, householdTable, memberTable, organisationTable, facilityTable,
		recordTable, mergeTable, apartTable, lookTable, divisionTable,
	}
}

// put opens the first version of something new and gives it an id.
func put(ctx context.Context, w *journal.Write, t *journal.Table, valid Span, values func(Ref) ([]any, error)) (Ref, error) {
	ref := Ref{County: w.County(), ID: db.NewID()}
	return ref, open(ctx, w, t, ref, valid, values)
}

// change closes the version that somebody has seen and opens the next.
func change(ctx context.Context, w *journal.Write, t *journal.Table, seen Version, valid Span, values func(Ref) ([]any, error)) error {
	if err := strike(ctx, w, t, seen); err != nil {
		return err
	}
	return open(ctx, w, t, seen.Ref, valid, values)
}

// strike closes a version and opens none: the record was a mistake. What only
// ended is changed to a version with a last day instead.
func strike(ctx context.Context, w *journal.Write, t *journal.Table, seen Version) error {
	if seen.County != w.County() || seen.Opened == 0 {
		return civil.Refuse("register_version", "要修改的记录不完整或不属于这个县（市、区），请重新打开后再办理。")
	}
	return w.Close(ctx, t, seen.ID, seen.Opened)
}

func open(ctx context.Context, w *journal.Write, t *journal.Table, ref Ref, valid Span, values func(Ref) ([]any, error)) error {
	valid = valid.normal()
	if valid.From > valid.To {
		return civil.Refuse("register_span", "生效日期（%s）晚于截止日期（%s），请核对。", valid.From, valid.To)
	}
	row, err := values(ref)
	if err != nil {
		return err
	}
	return w.Open(ctx, t, ref.ID, valid.journal(), row...)
}

// notFound is said of what is not there and of what the viewer may not know to
// be there, so that nobody can tell one from the other.
func notFound() error {
	return &civil.Error{Kind: civil.NotFound, Code: "register_not_found", Message: "没有查到这条记录：请核对，或确认它在您的管辖范围内。"}
}

// nothing turns what stands for “unknown” into NULL.
func nothing[T comparable](value T) any {
	var zero T
	if value == zero {
		return nil
	}
	return value
}

// pointed is the value behind a pointer, NULL for none.
func pointed[T any](value *T) any {
	if value == nil {
		return nil
	}
	return *value
}

// areaText is the code of a division as the store keeps it: always twelve
// digits, so that a subtree is one range.
func areaText(area civil.Area) any {
	if area == 0 {
		return nil
	}
	return fullCode(area)
}

// fullCode writes a division code with all twelve digits.
func fullCode(area civil.Area) string {
	text := area.String()
	if len(text) >= len(noDigits) {
		return text
	}
	return text + noDigits[len(text):]
}

// noDigits stands for the digits of a code that names no smaller division.
const noDigits = "000000000000"

// areaOf reads a division of the store.
func areaOf(text *string) (civil.Area, error) {
	if text == nil {
		return 0, nil
	}
	return civil.ParseArea(*text)
}

// textOf is a text of the store, empty for NULL.
func textOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
