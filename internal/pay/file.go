package pay

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// File is a bank file as it was made.
type File struct {
	Name string
	Hash string // SM3 of the bytes
	Body []byte
}

var fileTable = journal.NewTable("pay_file", journal.Text("run"), journal.Int("part"), journal.Bytes("sealed").Personal().Sealed("sealed"))

// partBytes is how much of a file is sealed at once.
const partBytes = 48 << 10

const selectParts = `SELECT v.id, v.sealed FROM pay_file v WHERE v.county = $1 AND v.run = $2 AND v.closed IS NULL ORDER BY v.part`

// sealedPart is a piece of a file.
type sealedPart struct {
	id     string
	sealed []byte
}

func scanPart(row db.Row) (s sealedPart, err error) { return s, row.Scan(&s.id, &s.sealed) }

func partPlace(county, id string) access.Place {
	return access.Place{Table: "pay_file", Field: "sealed", County: county, ID: id}
}

// BankFile makes the file of a run two people have signed, and sends the run on its
// way. It is made once: whoever asks again gets the same bytes.
func (p *Pay) BankFile(ctx context.Context, actor, county, run, format string) (*File, error) {
	f, err := FormatNamed(format)
	if err != nil {
		return nil, err
	}
	var body []byte
	r, err := p.step(ctx, "file", actor, county, run, func(w *journal.Write, r *Run) error {
		if r.FileHash != "" {
			if r.Format != format {
				return civil.Conflict.Refuse("pay_file_format", "这个批次的文件已经按另一种格式生成，不能再换格式。")
			}
			if n, err := r.frozenSince(ctx, w); err != nil || n > 0 && r.State == Sent {
				return orFrozen(err, n)
			}
			body, err = p.stored(ctx, w, r)
			return err
		}
		if err := r.in(Approved); err != nil {
			return err
		}
		lines, err := p.verdict(ctx, w, r, Seen{Hash: r.Hash})
		if err != nil {
			return err
		}
		body, err = p.send(ctx, w, r, f, lines)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &File{Name: r.fileName(f), Hash: r.FileHash, Body: body}, nil
}

func (r *Run) fileName(f *Format) string {
	year, month := r.Month.YM()
	return fmt.Sprintf("%s-%04d%02d-%s.%s", r.County, year, month, r.ID, f.Extension)
}

// send writes, keeps and hashes the file.
func (p *Pay) send(ctx context.Context, w *journal.Write, r *Run, f *Format, lines []*Line) ([]byte, error) {
	offer, err := p.offer(ctx, w, r, lines)
	if err != nil {
		return nil, err
	}
	body, err := f.WriteOffer(offer)
	if err != nil {
		return nil, err
	}
	for part := 0; part*partBytes < len(body); part++ {
		id := newID()
		sealed, err := p.keys.AppendSeal(nil, partPlace(r.County, id), body[part*partBytes:min(len(body), (part+1)*partBytes)])
		if err != nil {
			return nil, err
		}
		if err := w.Open(ctx, fileTable, id, journal.Always, r.ID, part, sealed); err != nil {
			return nil, err
		}
	}
	if err := r.offset(ctx, w, lines); err != nil {
		return nil, err
	}
	r.Format, r.FileHash = f.Name, hashOf(body)
	if err := r.move(ctx, w, Sent); err != nil {
		return nil, err
	}
	return body, originsMadeGood(ctx, w, lines)
}

func hashOf(body []byte) string {
	sum := sm3.Sum(body)
	return hex.EncodeToString(sum[:])
}

// offer is what the lines of a run ask the bank to pay. The sums of list and file
// are held against each other once more.
func (p *Pay) offer(ctx context.Context, w *journal.Write, r *Run, lines []*Line) (*Offer, error) {
	accounts, err := p.numbers(ctx, w, r.County, lines)
	if err != nil {
		return nil, err
	}
	o := &Offer{Unit: p.names.Unit(r.County), Run: r.ID, Month: r.Month, Day: w.At().Date()}
	var sum civil.Fen
	for _, l := range lines {
		if !l.listed() {
			continue
		}
		a := accounts[revision{l.Account, l.Revision}]
		sum += l.Amount
		o.Lines = append(o.Lines, OfferLine{
			Account: a.Number.Reveal(), Holder: a.Holder, BankCode: a.BankCode, Amount: l.Amount,
			Memo: p.names.Programme(l.Programme) + l.memo(),
		})
	}
	if sum != r.Total || int64(len(o.Lines)) != r.Lines {
		return nil, civil.Conflict.Refuse("pay_file_sum", "清单合计%s元与批次的%s元不符，文件没有生成：请退回重新编制。", sum, r.Total)
	}
	return o, nil
}

// memo says for which month a line is, as the family reads it in the bank's message.
func (l *Line) memo() string {
	switch l.Kind {
	case Arrears:
		return spoken(l.Month) + "补发"
	case Reissue, OneOffAgain:
		return spoken(l.Month) + "重发"
	}
	return spoken(l.Month)
}

// revision names what a line says of an account.
type revision struct {
	account string
	number  int64
}

// numbers opens the accounts of lines.
func (p *Pay) numbers(ctx context.Context, q db.Query, county string, lines []*Line) (map[revision]*Account, error) {
	known := map[revision]*Account{}
	current, err := db.Many(ctx, q, scanAccount, selectAccounts, county, journal.Latest)
	if err != nil {
		return nil, err
	}
	for _, a := range current {
		known[revision{a.ID, a.Revision}] = a
	}
	for _, l := range lines {
		at := revision{l.Account, l.Revision}
		a := known[at]
		if !l.listed() || a != nil && !a.Number.Empty() {
			continue
		}
		if a == nil {
			var ok bool
			if a, ok, err = db.One(ctx, q, scanAccount, selectRevision, county, l.Account, l.Revision); err != nil || !ok {
				return nil, lost(err)
			}
			known[at] = a
		}
		number, err := p.reveal(a)
		if err != nil {
			return nil, err
		}
		a.Number = access.NewPrivate(access.Account, number)
	}
	return known, nil
}

func lost(err error) error {
	if err != nil {
		return err
	}
	return civil.Conflict.Refuse("account_lost", "清单里的一个领款账户已经不在库中：请退回重新编制。")
}

// stored reads a file that was made before, and holds it against its hash.
func (p *Pay) stored(ctx context.Context, q db.Query, r *Run) ([]byte, error) {
	parts, err := db.Many(ctx, q, scanPart, selectParts, r.County, r.ID)
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	for _, part := range parts {
		text, err := p.keys.Open(partPlace(r.County, part.id), part.sealed)
		if err != nil {
			return nil, err
		}
		body.Write(text)
	}
	if hashOf(body.Bytes()) != r.FileHash {
		return nil, civil.Conflict.Refuse("pay_file_damaged", "保存的银行文件与生成时不一致，请停止使用并核查是否被改动。")
	}
	return body.Bytes(), nil
}
