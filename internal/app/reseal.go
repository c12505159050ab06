package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"lianxin/internal/job"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// resealTask brings sealed values of a county under the current keys.
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

// planReseal puts the resealing of every county down, if there is a store yet.
func (c *keysRotateCommand) planReseal(ctx context.Context, s *session) error {
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
		for _, head := range heads {
			if head.County == journal.Nowhere {
				continue
			}
			for _, kind := range []string{resealTask, payResealTask} {
				if err := job.Put(ctx, w.Tx(), head.County, kind, "from the beginning", 0, resealPlace{}); err != nil {
					return err
				}
			}
		}
		return job.Put(ctx, w.Tx(), journal.Nowhere, accountResealTask, "from the beginning", 0, resealPlace{})
	})
	return err
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
