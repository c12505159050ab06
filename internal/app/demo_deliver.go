package app

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"

	"lianxin/internal/civil"
)

// deliver loads a file of a department into a city that is there already, on the day
// it is in the demonstration: by the real clock its acts would lie in its future.
func (c *demoCommand) deliver(ctx context.Context, s *session, b *bureau, clock *rehearsalClock) error {
	if _, err := os.Stat(filepath.Join(c.Dir, demoNote)); err != nil {
		return &civil.Error{Kind: civil.NotFound, Code: "demo_missing", Message: "“" + c.Dir + "”里没有演示的城市：请先用 lianxin demo --dir 打开一次。", Err: fs.ErrNotExist}
	}
	if err := clock.resume(ctx, b); err != nil {
		return err
	}
	then := *s
	then.clock, then.now = clock.now, b.desk.Today()
	load := &loadCommand{storeFlags: *c.store(), actorFlags: actorFlags{Actor: "system:demo"}, Encoding: "auto", AsOf: then.now.String(), Place: c.City, Sample: true, Files: []string{c.Deliver}}
	return load.Run(&then)
}
