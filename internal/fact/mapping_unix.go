//go:build unix

package fact

import (
	"errors"
	"math"
	"os"
	"syscall"
)

// A mapping is a file in memory.
type mapping struct {
	data []byte
}

// openMapping maps a file; nothing is read before it is looked at.
func openMapping(path string) (mapping, error) {
	f, err := os.Open(path)
	if err != nil {
		return mapping{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return mapping{}, err
	}
	if !info.Mode().IsRegular() || info.Size() > math.MaxInt32*64 {
		return mapping{}, errors.New("not a regular file of a possible size")
	}
	if info.Size() == 0 {
		return mapping{}, nil
	}
	data, err := syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return mapping{}, err
	}
	return mapping{data}, nil
}

func (m *mapping) close() error {
	data := m.data
	m.data = nil
	if data == nil {
		return nil
	}
	return syscall.Munmap(data)
}
