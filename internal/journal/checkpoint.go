package journal

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// Signer signs checkpoints. Package access makes one of an SM2 key.
type Signer interface {
	Sign(message []byte) ([]byte, error)
}

// Verifier checks what a Signer signed.
type Verifier interface {
	Verify(message, signature []byte) error
}

// Checkpoint is a signed statement of where every chain ended. Exported and
// kept elsewhere, it shows later whether anything before it was cut or changed.
type Checkpoint struct {
	Body      string `json:"body"`      // JSON of the moment and the heads, exactly as signed
	Signature string `json:"signature"` // base64

	at    civil.Instant
	heads []Head
}

// body is what is signed.
type body struct {
	Format string        `json:"format"`
	At     civil.Instant `json:"at"`
	Heads  []Head        `json:"heads"`
}

// checkpointFormat names the layout, so that a later one can differ.
const checkpointFormat = "lianxin-checkpoint-1"

// At is when the checkpoint was made.
func (c *Checkpoint) At() civil.Instant { return c.at }

// ReadCheckpoint reads an exported checkpoint. Whether its signature is good
// is for Verify to say.
func ReadCheckpoint(data []byte) (Checkpoint, error) {
	var c Checkpoint
	if err := json.Unmarshal(data, &c); err != nil {
		return c, checkpointUnreadable(err)
	}
	return c, c.open()
}

func (c *Checkpoint) open() error {
	var b body
	if err := json.Unmarshal([]byte(c.Body), &b); err != nil {
		return checkpointUnreadable(err)
	}
	if b.Format != checkpointFormat {
		return checkpointUnreadable(fmt.Errorf("format %q", b.Format))
	}
	c.at, c.heads = b.At, b.Heads
	return nil
}

func checkpointUnreadable(err error) error {
	return &civil.Error{Kind: civil.Invalid, Code: "checkpoint_format",
		Message: "这不是连心导出的核验点文件，或者文件已损坏：请换用另一份。", Err: err}
}

// Write writes the checkpoint for export.
func (c *Checkpoint) Write() ([]byte, error) { return json.MarshalIndent(c, "", "  ") }

const (
	insertCheckpoint  = `INSERT INTO checkpoint (county, at, body, signature) VALUES ($1, $2, $3, $4)`
	selectCheckpoints = `SELECT body, signature FROM checkpoint WHERE county = $1 ORDER BY at`
)

// Seal signs where all chains end now and keeps the checkpoint in the store.
func (j *Journal) Seal(ctx context.Context, actor string, signer Signer) (*Checkpoint, error) {
	var made *Checkpoint
	h := Header{County: Nowhere, Kind: "checkpoint", Actor: actor, Purpose: "audit", Durable: true}
	_, err := j.Do(ctx, h, func(w *Write) error {
		heads, err := Heads(ctx, w)
		if err != nil {
			return err
		}
		// The chain of this act itself ends before it.
		written, err := json.Marshal(body{Format: checkpointFormat, At: w.At(), Heads: heads})
		if err != nil {
			return err
		}
		signature, err := signer.Sign(written)
		if err != nil {
			return err
		}
		made = &Checkpoint{Body: string(written), Signature: base64.StdEncoding.EncodeToString(signature), at: w.At(), heads: heads}
		_, err = w.tx.Exec(ctx, insertCheckpoint, Nowhere, int64(w.At()), made.Body, made.Signature)
		return err
	})
	return made, err
}

// trusted are the checkpoints with a good signature: the caller's and the store's.
func trusted(ctx context.Context, q db.Query, check Verifier, anchors []Checkpoint, report *Report) ([]Checkpoint, error) {
	stored, err := db.Many(ctx, q, func(row db.Row) (c Checkpoint, err error) {
		return c, row.Scan(&c.Body, &c.Signature)
	}, selectCheckpoints, Nowhere)
	if err != nil {
		return nil, err
	}
	var good []Checkpoint
	for _, c := range append(stored, anchors...) {
		signature, err := base64.StdEncoding.DecodeString(c.Signature)
		if err != nil || c.open() != nil || check == nil || check.Verify([]byte(c.Body), signature) != nil {
			report.add(Finding{County: Nowhere, Code: "checkpoint_signature",
				Message: fmt.Sprintf("核验点（%s）的签名不对：内容被改过，或不是用这把密钥签的。", c.at)})
			continue
		}
		good = append(good, c)
	}
	for _, c := range good {
		report.Checkpoint = max(report.Checkpoint, c.at.String())
	}
	return good, nil
}

// anchor holds a county's acts against what checkpoints say of its chain.
func (v *verifier) anchor(points []Checkpoint) {
	var anchored int64
	for _, point := range points {
		for _, head := range point.heads {
			if head.County != v.county || head.Seq == 0 {
				continue
			}
			one := v.acts[head.Seq]
			if one == nil || !bytes.Equal(one.act.Hash, head.Hash) {
				v.find(head.Seq, "checkpoint_broken", "%s签下的核验点里有第%d号操作，现在没有或不一样：记录被截断或重写。", point.at, head.Seq)
				continue
			}
			anchored = max(anchored, head.Seq)
		}
	}
	for _, one := range v.order {
		if one.act.Seq > anchored {
			v.report.Unanchored++
		}
	}
}

// reportMissingChains reports counties that a checkpoint knows and the store does not.
func reportMissingChains(report *Report, known map[string]bool, points []Checkpoint) {
	for _, point := range points {
		for _, head := range point.heads {
			if !known[head.County] && head.Seq > 0 {
				known[head.County] = true
				report.add(Finding{County: head.County, Seq: head.Seq, Code: "chain_missing",
					Message: "核验点里有这个县（市、区）的记录，现在整条不见了。"})
			}
		}
	}
}
