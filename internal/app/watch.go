package app

import (
	"lianxin/internal/pack"
	"lianxin/internal/watch"
)

// newWatch wires leads.
func (b *bureau) newWatch() *watch.Desk {
	return watch.New(watch.Options{
		Journal: b.journal, Register: b.register, Keys: b.keys, Catalogue: func() *pack.Catalogue { c, _ := b.rules(); return c },
		Calendar: b.calendar, Files: b.files,
	})
}
