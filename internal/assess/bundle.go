package assess

import (
	"archive/zip"
	"bytes"
	"context"
	"io/fs"
	"time"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// bundleTable holds the packs that runs judged by. The id of a bundle is the
// hash of its catalogue, so each is kept once.
var bundleTable = journal.NewTable("bundle", journal.Bytes("files"))

const (
	findBundle = `SELECT v.id FROM bundle v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	readBundle = `SELECT v.files FROM bundle v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
)

// keepBundle keeps the packs a catalogue was read from, unless they are kept
// already.
func (r *Recheck) keepBundle(ctx context.Context, actor string) error {
	hash := r.catalogue.Hash()
	known := false
	err := r.journal.DB().Read(ctx, func(q db.Query) (err error) {
		_, known, err = db.One(ctx, q, db.Text, findBundle, journal.Nowhere, hash)
		return err
	})
	if err != nil || known {
		return err
	}
	files, err := zipped(r.files)
	if err != nil {
		return err
	}
	h := journal.Header{County: journal.Nowhere, Kind: "bundle.keep", Actor: actor, Purpose: recheckPurpose, Durable: true}
	_, err = r.journal.Do(ctx, h, func(w *journal.Write) error {
		if _, known, err := db.One(ctx, w, db.Text, findBundle, journal.Nowhere, hash); err != nil || known {
			return err
		}
		return w.Open(ctx, bundleTable, hash, journal.Always, files)
	})
	return err
}

// zipped is a tree of packs as one file, the same bytes for the same tree.
func zipped(tree fs.FS) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		file, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Time{}})
		if err != nil {
			return err
		}
		_, err = file.Write(text)
		return err
	})
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, &civil.Error{Kind: civil.Unavailable, Code: "bundle_unreadable", Message: "业务包读不全，没有开始复核：请检查业务包所在的文件夹。", Err: err}
	}
	return out.Bytes(), nil
}

// catalogueOf reads the packs of a past run again, and makes sure they are the ones.
func catalogueOf(ctx context.Context, q db.Query, hash string) (*pack.Catalogue, error) {
	files, found, err := db.One(ctx, q, func(row db.Row) (b []byte, err error) { return b, row.Scan(&b) }, readBundle, journal.Nowhere, hash)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, &civil.Error{Kind: civil.NotFound, Code: "bundle_missing", Message: "库里没有当时使用的业务包，无法重放：请从备份恢复。"}
	}
	tree, err := zip.NewReader(bytes.NewReader(files), int64(len(files)))
	if err != nil {
		return nil, bundleChanged(err)
	}
	catalogue, err := pack.Load(tree)
	if err != nil {
		return nil, bundleChanged(err)
	}
	if catalogue.Hash() != hash {
		return nil, bundleChanged(nil)
	}
	return catalogue, nil
}

func bundleChanged(err error) error {
	return &civil.Error{Kind: civil.Conflict, Code: "bundle_changed", Message: "库里保存的业务包与当时的校验值不符，不能用来重放。", Err: err}
}
