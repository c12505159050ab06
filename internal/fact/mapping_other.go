//go:build !unix

package fact

import "os"

// A mapping is a file in memory.
type mapping struct {
	data []byte
}

// openMapping reads a file where the system offers no mapping we use.
func openMapping(path string) (mapping, error) {
	data, err := os.ReadFile(path)
	return mapping{data}, err
}

func (m *mapping) close() error {
	m.data = nil
	return nil
}
