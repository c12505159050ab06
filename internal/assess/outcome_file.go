package assess

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// The outcomes of a run stand in one Arrow file for each county, one row for
// each programme:
//
//	programme  utf8
//	level      utf8          person or household
//	outcome    binary        a byte for every person or household, in the order of
//	                         the run's snapshot: 0 out of scope, 1 refuse, 2 cannot decide, 3 grant
//	subject    list<uint32>  the rows to which something is granted, ascending
//	amount     list<int64>   fen per month, for each of these
//	covered    list<uint32>  persons, for each of these
var outcomeSchema = arrow.NewSchema([]arrow.Field{
	{Name: "programme", Type: arrow.BinaryTypes.String},
	{Name: "level", Type: arrow.BinaryTypes.String},
	{Name: "outcome", Type: arrow.BinaryTypes.Binary},
	{Name: "subject", Type: arrow.ListOfNonNullable(arrow.PrimitiveTypes.Uint32)},
	{Name: "amount", Type: arrow.ListOfNonNullable(arrow.PrimitiveTypes.Int64)},
	{Name: "covered", Type: arrow.ListOfNonNullable(arrow.PrimitiveTypes.Uint32)},
}, nil)

// writeOutcomes writes what was settled to a file that appears whole or not at
// all, and returns the SM3 hash of its bytes in hexadecimal.
func writeOutcomes(path string, s *Settled) (string, error) {
	var out bytes.Buffer
	out.Grow(s.size())
	w := ipc.NewWriter(&out, ipc.WithSchema(outcomeSchema))
	for i := range s.Programmes {
		record := s.Programmes[i].record()
		err := w.Write(record)
		record.Release()
		if err != nil {
			return "", err
		}
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	sum := sm3.Sum(out.Bytes())
	return hex.EncodeToString(sum[:]), replace(path, out.Bytes())
}

// size is about how long the file will be.
func (s *Settled) size() int {
	n := 1 << 16
	for i := range s.Programmes {
		n += len(s.Programmes[i].Outcome) + 16*len(s.Programmes[i].Grants)
	}
	return n
}

func (p *SettledProgramme) record() arrow.RecordBatch {
	b := array.NewRecordBuilder(memory.DefaultAllocator, outcomeSchema)
	defer b.Release()
	outcome := make([]byte, len(p.Outcome))
	for i, o := range p.Outcome {
		outcome[i] = byte(o)
	}
	field[*array.StringBuilder](b, 0).Append(p.Name)
	field[*array.StringBuilder](b, 1).Append(p.Level.String())
	field[*array.BinaryBuilder](b, 2).Append(outcome)
	subject, amount, covered := field[*array.ListBuilder](b, 3), field[*array.ListBuilder](b, 4), field[*array.ListBuilder](b, 5)
	for _, list := range []*array.ListBuilder{subject, amount, covered} {
		list.Append(true)
		list.ValueBuilder().Reserve(len(p.Grants))
	}
	for _, award := range p.Grants {
		values[*array.Uint32Builder](subject).Append(award.Subject)
		values[*array.Int64Builder](amount).Append(int64(award.Amount))
		values[*array.Uint32Builder](covered).Append(award.Covered)
	}
	return b.NewRecordBatch()
}

// field is the builder of a column, of the type the schema gives it.
func field[T array.Builder](b *array.RecordBuilder, i int) T {
	builder, _ := b.Field(i).(T)
	return builder
}

func values[T array.Builder](list *array.ListBuilder) T {
	builder, _ := list.ValueBuilder().(T)
	return builder
}

// replace writes a file beside its place, waits for the disk, and puts it there.
func replace(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return outcomesUnwritten(err)
	}
	part, err := os.CreateTemp(filepath.Dir(path), ".part-*")
	if err != nil {
		return outcomesUnwritten(err)
	}
	defer func() { _ = os.Remove(part.Name()) }()
	_, err = part.Write(content)
	err = errors.Join(err, part.Sync(), part.Close())
	if err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		return outcomesUnwritten(err)
	}
	return nil
}

func outcomesUnwritten(err error) error {
	return &civil.Error{Kind: civil.Unavailable, Code: "outcome_file",
		Message: "复核结果写不进数据目录：请检查磁盘空间和权限，然后重新复核。", Err: err}
}

func outcomesDamaged(err error) error {
	return &civil.Error{Kind: civil.Conflict, Code: "outcome_damaged",
		Message: "这次复核的结果文件已损坏或被改过，不能用来重放：请从备份恢复。", Err: err}
}

// readOutcomes reads a file that writeOutcomes wrote, if its bytes are still
// the ones that hash.
func readOutcomes(path, hash string) (*Settled, error) {
	content, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &civil.Error{Kind: civil.NotFound, Code: "outcome_missing",
			Message: "这次复核的结果文件不见了：请从备份恢复数据目录。", Err: err}
	case err != nil:
		return nil, outcomesUnwritten(err)
	}
	if sum := sm3.Sum(content); hex.EncodeToString(sum[:]) != hash {
		return nil, outcomesDamaged(errors.New("the hash differs"))
	}
	return decodeOutcomes(content)
}

func decodeOutcomes(content []byte) (s *Settled, err error) {
	// The library stops a program on some files that are no Arrow at all.
	defer func() {
		if cause := recover(); cause != nil {
			s, err = nil, outcomesDamaged(errors.New("not an Arrow stream"))
		}
	}()
	r, err := ipc.NewReader(bytes.NewReader(content))
	if err != nil {
		return nil, outcomesDamaged(err)
	}
	defer r.Release()
	if !r.Schema().Equal(outcomeSchema) {
		return nil, outcomesDamaged(errors.New("another schema"))
	}
	s = &Settled{}
	for r.Next() {
		p, err := programmeOf(r.RecordBatch())
		if err != nil {
			return nil, outcomesDamaged(err)
		}
		s.Programmes = append(s.Programmes, p)
	}
	if r.Err() != nil {
		return nil, outcomesDamaged(r.Err())
	}
	return s, nil
}

func programmeOf(b arrow.RecordBatch) (p SettledProgramme, err error) {
	if b.NumRows() != 1 {
		return p, errors.New("a batch is one programme")
	}
	name, _ := b.Column(0).(*array.String)
	level, _ := b.Column(1).(*array.String)
	outcome, _ := b.Column(2).(*array.Binary)
	subject, okS := listed[*array.Uint32](b.Column(3))
	amount, okA := listed[*array.Int64](b.Column(4))
	covered, okC := listed[*array.Uint32](b.Column(5))
	if name == nil || level == nil || outcome == nil || !okS || !okA || !okC || subject.Len() != amount.Len() || subject.Len() != covered.Len() {
		return p, errors.New("columns do not fit together")
	}
	p.Name, p.Level = name.Value(0), rule.Household
	if level.Value(0) == rule.Person.String() {
		p.Level = rule.Person
	}
	bytes := outcome.Value(0)
	if len(bytes) > math.MaxUint32 {
		return p, errors.New("too many rows")
	}
	p.Outcome = make([]rule.Outcome, len(bytes))
	for i, o := range bytes {
		p.Outcome[i] = rule.Outcome(o)
	}
	for i := range subject.Len() {
		if int(subject.Value(i)) >= len(bytes) {
			return p, errors.New("a grant for nobody")
		}
		p.Grants = append(p.Grants, rule.Award{Subject: subject.Value(i), Amount: civil.Fen(amount.Value(i)), Covered: covered.Value(i)})
	}
	return p, nil
}

// listed are the values of the one list in a column.
func listed[T arrow.Array](column arrow.Array) (none T, ok bool) {
	list, _ := column.(*array.List)
	if list == nil || list.Len() != 1 {
		return none, false
	}
	from, to := list.ValueOffsets(0)
	values, ok := array.NewSlice(list.ListValues(), from, to).(T)
	return values, ok
}
