package fact

import (
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"path/filepath"

	"lianxin/internal/civil"

	"github.com/emmansun/gmsm/sm3"
)

// SnapshotHeader says what a snapshot holds. The facts of a city depend on the
// day (an authorisation may have lapsed, a window of months has moved) and on
// the business the authorisations were given for, so both belong to its name.
type SnapshotHeader struct {
	County   civil.Area
	Seq      int64      // the last act of the county's chain that is included
	Day      civil.Date // the day for which authorisations and windows were looked at
	Business string     // the business for which authorised facts were taken; "" when none were
	Base     string     // of a file of changes: the hash of the snapshot they belong to; else ""
}

// A Snapshot is one county's facts, opened from a file. Its columns lie in the
// file's memory: they must not be touched after [Snapshot.Close]. Ids are
// copies and live on. The file is never changed in place, so a reader keeps
// what it opened when a newer one takes its name; whoever cuts an open file off
// all the same stops the program, as with any mapped file.
type Snapshot struct {
	SnapshotHeader
	City    *City
	Removed []string // of a file of changes: the households that have gone
	Hash    string   // SM3 of the content, in hexadecimal, as the file states it; [Snapshot.Verify] recomputes it
	file    mapping
	under   *Snapshot // what changes were laid over, when its columns are still in use
}

// SnapshotFile is the name of the current snapshot of a county in a folder.
func SnapshotFile(folder string, county civil.Area) string {
	return filepath.Join(folder, county.County().String()+".arrow")
}

// ChangeFile is the name of the changes that belong to a county's snapshot.
func ChangeFile(folder string, county civil.Area) string {
	return filepath.Join(folder, county.County().String()+".change.arrow")
}

// MonthEndFile is the name under which the snapshot of a day is kept.
func MonthEndFile(folder string, county civil.Area, day civil.Date) string {
	return filepath.Join(folder, county.County().String()+"-"+day.String()+".arrow")
}

// Verify computes the content hash again. Opening a snapshot has already ruled
// out damage by a checksum a hundred times as fast; this rules out intent, for
// a run whose act names the hash.
func (s *Snapshot) Verify() error {
	seal, ok := sealOf(s.file.data)
	if !ok {
		return errSnapshotForeign(nil)
	}
	sum := sm3.Sum(s.file.data[:seal.at])
	if subtle.ConstantTimeCompare(sum[:], seal.content) != 1 || hex.EncodeToString(seal.content) != s.Hash {
		return civil.Refuse("snapshot_changed", "事实快照的内容与记录的校验值不符，请删去它，由系统按登记重新生成。")
	}
	return nil
}

// Close gives the file's memory back; the columns of the city must not be used
// any more.
func (s *Snapshot) Close() error {
	s.City = nil
	err := s.file.close()
	if s.under != nil {
		err = errors.Join(err, s.under.Close())
		s.under = nil
	}
	if err != nil {
		return errSnapshotFile(err)
	}
	return nil
}

func errSnapshotForeign(err error) error {
	return &civil.Error{Kind: civil.Invalid, Code: "snapshot_foreign", Err: err,
		Message: "这不是本系统的事实快照，或者它是由不同版本写成的，请删去它，由系统按登记重新生成。"}
}

func errSnapshotDamaged(err error) error {
	return &civil.Error{Kind: civil.Invalid, Code: "snapshot_damaged", Err: err,
		Message: "事实快照已损坏，没有使用；请删去它，由系统按登记重新生成。"}
}

func errSnapshotFacts() error {
	return civil.Refuse("snapshot_facts", "事实快照是按另一份事实目录生成的，没有使用；请由系统按登记重新生成。")
}

func errSnapshotFile(err error) error {
	return &civil.Error{Kind: civil.Unavailable, Code: "snapshot_file", Err: err,
		Message: "事实快照无法读写，请检查数据目录的权限和剩余空间。"}
}
