package pack

import "slices"

// Reached are the programmes, in the order of the packs, whose answers a
// parameter may change: those that read it directly, through formulas,
// definitions or one another, and those that stand in conflict with one of these.
func (c *Catalogue) Reached(parameter string) []*Programme {
	reads := map[string]bool{}
	for _, p := range c.programmes {
		reads[p.Name] = slices.ContainsFunc(c.readAmong([]*Programme{p}, c.programmes), func(name string) bool {
			return slices.Contains(c.leaves(c.named[name]), parameter)
		})
	}
	touched := map[string]bool{}
	for _, conflict := range c.conflicts {
		if conflict.Relation != Compatible && reads[conflict.A] != reads[conflict.B] {
			touched[conflict.A], touched[conflict.B] = true, true
		}
	}
	return slices.DeleteFunc(slices.Clone(c.programmes), func(p *Programme) bool { return !reads[p.Name] && !touched[p.Name] })
}
