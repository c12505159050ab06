package pack

import "slices"

// Figures are the parameters a programme reads itself, in the order of the packs:
// what a guide shows as the figures in force. Parameters that are worked out from
// others are shown as what they come to.
func (c *Catalogue) Figures(programme string) (list []*Declaration) {
	p := c.Programme(programme)
	if p == nil {
		return nil
	}
	read := c.read([]*Programme{p})
	for _, d := range c.declarations {
		if slices.Contains(read, d.Name) {
			list = append(list, d)
		}
	}
	return list
}
