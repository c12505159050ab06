package app

import "errors"

var errPersons = errors.New("persons_range: 人数应在 1 到 100000000 之间。")

// benchReferenceCommand compares the engine with a loop written by hand.
type benchReferenceCommand struct {
	Persons int `default:"12750000" help:"人数。"`
}

// personsMax bounds the population kept in memory.
const personsMax = 100_000_000

// Run measures and prints.
func (c *benchReferenceCommand) Run(s *session) error {
	if c.Persons < 1 || c.Persons > personsMax {
		return usageError{errPersons}
	}
	result, err := runReference(s.packs, c.Persons)
	if err != nil {
		return err
	}
	return printReference(s.Out, result, s.json)
}
