package casework

import (
	"context"
	"io"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/file"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Attach takes a file somebody brings for a case he may act on, and gives its
// id. The file belongs to the case; which paper or visit it is of, the action
// says that names it.
func (d *Desk) Attach(ctx context.Context, who Who, ref register.Ref, r io.Reader, note file.Note) (string, error) {
	f, err := d.Open(ctx, who, ref)
	if err != nil {
		return "", err
	}
	if len(d.Allowed(f, who)) == 0 && !(f.Case.Awaits == "family" && d.fills(f, who)) {
		return "", &civil.Error{Kind: civil.Denied, Code: "attach_denied", Message: "这件事现在不能再上传材料。"}
	}
	content, err := file.Inspect(ctx, r)
	if err != nil {
		return "", err
	}
	note.Case = ref.ID
	var kept file.Ref
	h := journal.Header{County: ref.County, Kind: "case.attach", Actor: who.Actor, Purpose: string(who.Purpose), Note: who.OnBehalf}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) (err error) {
		kept, err = d.files.Put(ctx, w, content, note)
		return err
	})
	return kept.ID, err
}

// Attachment opens a file of a case for a visitor: whoever brought it, the staff
// of the case, and of papers the family.
func (d *Desk) Attachment(ctx context.Context, who Who, ref register.Ref, id string) (*file.File, []byte, error) {
	f, err := d.Open(ctx, who, ref)
	if err != nil {
		return nil, nil, err
	}
	var found *file.File
	var data []byte
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		found, data, err = d.files.Open(ctx, q, ref.County, id)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	if found.Case != ref.ID || who.Staff == "" && found.By != who.Actor && !f.isPaper(id) {
		return nil, nil, notFound()
	}
	return found, data, nil
}

// isPaper says whether a file is one of the family's papers.
func (f *File) isPaper(id string) bool {
	return slices.ContainsFunc(f.Papers, func(p Paper) bool { return slices.Contains(p.Files, id) })
}
