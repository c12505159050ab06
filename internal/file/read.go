package file

import (
	"bytes"
	"context"
	"errors"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"

	"github.com/emmansun/gmsm/sm3"
)

// Lists must not read contents: columns names all others, and says of the
// content only whether it is there.
const (
	columns = `v.county, v.id, v.opened, v.owner, v.kind, v.name, v.media, v.size, v.width, v.height, v.pages, v.digest,
		CASE WHEN v.content IS NULL THEN 1 ELSE 0 END, a.actor, a.at`
	from       = ` FROM file v JOIN act a ON a.county = v.county AND a.seq = v.opened`
	selectList = `SELECT ` + columns + from + ` WHERE v.county = $1 AND v.owner = $3 AND ` + journal.HeldAt + ` ORDER BY v.opened, v.id`
	selectOne  = `SELECT ` + columns + from + ` WHERE v.county = $1 AND v.id = $3 AND ` + journal.HeldAt
	selectSame = `SELECT v.id FROM file v WHERE v.county = $1 AND v.owner = $3 AND (v.source = $4 OR v.digest = $5) AND ` + journal.HeldAt + `
		ORDER BY v.opened, v.id`
	selectContent = `SELECT v.content FROM file v WHERE v.county = $1 AND v.id = $2 AND v.opened = $3`
	selectProofs  = `SELECT v.opened, v.proof FROM file v WHERE v.county = $1 AND v.id = $2 AND v.content IS NOT NULL ORDER BY v.opened`
)

func scan(row db.Row) (*File, error) {
	var f File
	var name *string
	var width, height, pages *int
	var erased int
	err := row.Scan(&f.County, &f.ID, &f.Opened, &f.Case, &f.Kind, &name, &f.Media, &f.Size, &width, &height, &pages, &f.Digest, &erased, &f.By, &f.At)
	if err != nil {
		return nil, err
	}
	if name != nil {
		f.Name = *name
	}
	for _, number := range []struct{ from, into *int }{{width, &f.Width}, {height, &f.Height}, {pages, &f.Pages}} {
		if number.from != nil {
			*number.into = *number.from
		}
	}
	f.Erased = erased != 0
	return &f, nil
}

func scanBytes(row db.Row) (b []byte, err error) { return b, row.Scan(&b) }

// List are the files of a case in the order they came, without their contents.
// Erased ones are among them, so that nobody thinks they never were.
func (c *Cabinet) List(ctx context.Context, q db.Query, county, of string) ([]*File, error) {
	return db.Many(ctx, q, scan, selectList, county, journal.Latest, of)
}

// Open gives a file and its content (NotFound when there is none, Conflict when
// it was erased or is no longer what was kept). Whoever calls it has made sure
// that the reader may see the case.
func (c *Cabinet) Open(ctx context.Context, q db.Query, county, id string) (*File, []byte, error) {
	f, found, err := db.One(ctx, q, scan, selectOne, county, journal.Latest, id)
	switch {
	case err != nil:
		return nil, nil, err
	case !found:
		return nil, nil, notFound()
	case f.Erased:
		return f, nil, &civil.Error{Kind: civil.Conflict, Code: "file_erased", Message: "这个文件已按规定清除，只留下了记录。"}
	}
	sealed, _, err := db.One(ctx, q, scanBytes, selectContent, county, id, f.Opened)
	if err != nil {
		return nil, nil, err
	}
	data, err := c.unseal(f.Ref, f.Size, sealed)
	if err != nil {
		return nil, nil, err
	}
	if digest := sm3.Sum(data); !bytes.Equal(digest[:], f.Digest) {
		return nil, nil, damaged(errors.New("file: the digest differs"))
	}
	return f, data, nil
}

func notFound() error {
	return &civil.Error{Kind: civil.NotFound, Code: "not_found", Message: "没有找到，或不在您的管辖范围。"}
}

// damaged is about a content that is not what was kept.
func damaged(err error) error {
	return &civil.Error{Kind: civil.Conflict, Code: "file_damaged", Err: err, Message: "文件内容与存入时不一致，请核查是否被改动，并从备份恢复。"}
}

// proven is a version that can be erased.
type proven struct {
	opened int64
	proof  []byte
}

func scanProven(row db.Row) (p proven, err error) { return p, row.Scan(&p.opened, &p.proof) }

// Erase empties a file for good: content, name and hashes. That it was there,
// whose it was and who brought it remain. To erase it twice changes nothing.
func (c *Cabinet) Erase(ctx context.Context, w *journal.Write, id string) error {
	_, found, err := db.One(ctx, w, scan, selectOne, w.County(), journal.Latest, id)
	if err != nil {
		return err
	}
	if !found {
		return notFound()
	}
	list, err := db.Many(ctx, w, scanProven, selectProofs, w.County(), id)
	if err != nil {
		return err
	}
	for _, p := range list {
		if err := w.Erase(ctx, table, id, p.opened, p.proof); err != nil {
			return err
		}
	}
	return nil
}
