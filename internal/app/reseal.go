package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/file"
	"lianxin/internal/job"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// sealTask brings every sealed value of a county under the current key, of all tables
// and all versions.
const sealTask = "keys.reseal"

// resealTask brings what persons are looked up by in a county under the current keys.
const resealTask = "register.reseal"

// resealPlace is where a task begins; the zero place is the beginning.
type resealPlace struct {
	Kind  string `json:"kind"`
	After string `json:"after"`
}

// resealAtOnce is how many records one act looks at.
const resealAtOnce = 500

// systemHeader is the head of an act that nobody in particular does.
func systemHeader(county, kind string) journal.Header {
	return journal.Header{County: county, Kind: kind, Actor: "system:" + kind, Purpose: "security"}
}

// planReseal puts down what a rotation of keys of a use asks for in every county, if
// there is a store yet: sealed values are sealed again, and whoever is looked up by a
// key is entered anew.
func (c *keysRotateCommand) planReseal(ctx context.Context, s *session, use string) error {
	if _, err := os.Stat(c.DB); errors.Is(err, fs.ErrNotExist) && !strings.Contains(c.DB, "://") {
		return nil
	}
	o, err := c.openStore(s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	_, err = o.journal.Do(ctx, systemHeader(journal.Nowhere, "keys.rotate"), func(w *journal.Write) error {
		heads, err := journal.Heads(ctx, w)
		if err != nil {
			return err
		}
		counties := []string{journal.Nowhere}
		for _, head := range heads {
			if head.County != journal.Nowhere {
				counties = append(counties, head.County)
			}
		}
		for _, county := range counties {
			for _, kind := range resealsOf(use, county) {
				if err := job.Put(ctx, w.Tx(), county, kind, "from the beginning", 0, resealPlace{}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return err
}

// resealsOf are the tasks that a rotation of keys of a use asks for in a county.
func resealsOf(use, county string) (kinds []string) {
	if use != access.Indexing.String() {
		kinds = append(kinds, sealTask)
	}
	if use != access.Sealing.String() && county != journal.Nowhere {
		kinds = append(kinds, resealTask, payResealTask)
	}
	return kinds
}

// sealAgain does a part of the tables of a county and puts the rest down as the next
// task, in the act that did the last of the part.
func (o *office) sealAgain(ctx context.Context, t job.Task) error {
	var at resealPlace
	if err := t.Read(&at); err != nil {
		return err
	}
	until, begun := time.Now().Add(spell), at.Kind == ""
	for _, table := range o.journal.Tables() {
		if begun = begun || table.Name() == at.Kind; !begun || !table.Seals() {
			continue
		}
		if table.Name() != at.Kind {
			at = resealPlace{Kind: table.Name()}
		}
		for done := false; !done; done = at.After == "" {
			pause := time.Now().After(until)
			if err := o.sealSome(ctx, t.County, table, &at, pause); err != nil {
				return err
			}
			if pause && at.After != "" {
				return nil
			}
		}
	}
	return nil
}

func (o *office) sealSome(ctx context.Context, county string, table *journal.Table, at *resealPlace, pause bool) error {
	var next string
	_, err := o.journal.Do(ctx, systemHeader(county, sealTask), func(w *journal.Write) (err error) {
		if next, err = w.Reseal(ctx, table, at.After, resealAtOnce, o.renew); err != nil || !pause || next == "" {
			return err
		}
		return job.Put(ctx, w.Tx(), county, sealTask, at.Kind+" after "+next, 0, resealPlace{at.Kind, next})
	})
	at.After = next
	return err
}

// renew seals a value again for the place where it stands; nil for one that is under
// the current key. What is broken stays as it is, for whoever reads it to be told.
func (o *office) renew(at journal.Place, sealed []byte) ([]byte, error) {
	if !o.keys.NeedsReseal(sealed) {
		return nil, nil
	}
	var anew []byte
	var err error
	if at.Table == file.TableName {
		anew, err = file.Reseal(o.keys, file.Ref{County: at.County, ID: at.ID}, sealed)
	} else {
		anew, err = o.keys.Reseal(access.Place(at), sealed)
	}
	var broken *civil.Error
	if errors.As(err, &broken) && broken.Kind == civil.Conflict {
		return nil, nil
	}
	return anew, err
}

// reseal does a part of a county and puts the rest down as the next task, in the
// act that did the last of the part.
func (o *office) reseal(ctx context.Context, t job.Task) error {
	var at resealPlace
	if err := t.Read(&at); err != nil {
		return err
	}
	kinds := register.Sealed()
	first := max(0, slices.Index(kinds, at.Kind))
	until := time.Now().Add(spell)
	for _, kind := range kinds[first:] {
		if kind != at.Kind {
			at = resealPlace{Kind: kind}
		}
		for done := false; !done; done = at.After == "" {
			pause := time.Now().After(until)
			if err := o.resealSome(ctx, t.County, &at, pause); err != nil {
				return err
			}
			if pause && at.After != "" {
				return nil
			}
		}
	}
	return nil
}

func (o *office) resealSome(ctx context.Context, county string, at *resealPlace, pause bool) error {
	var next string
	_, err := o.journal.Do(ctx, systemHeader(county, resealTask), func(w *journal.Write) (err error) {
		if next, err = o.register.Reseal(ctx, w, at.Kind, at.After, resealAtOnce); err != nil || !pause || next == "" {
			return err
		}
		return job.Put(ctx, w.Tx(), county, resealTask, at.Kind+" after "+next, 0, resealPlace{at.Kind, next})
	})
	at.After = next
	return err
}
