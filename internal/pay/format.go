package pay

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"sync"

	"github.com/goccy/go-yaml"

	"lianxin/internal/civil"
)

// Format is the layout of the files one bank takes and gives, as data.
type Format struct {
	Name      string `yaml:"name"`
	Title     string `yaml:"title"`
	Shape     string `yaml:"shape"`    // fixed or csv
	Encoding  string `yaml:"encoding"` // gb18030 or utf8
	Extension string `yaml:"extension"`
	Region    string `yaml:"region"`
	Effective string `yaml:"effective"`
	Status    string `yaml:"status"`
	Source    string `yaml:"source"`
	Offer     Layout `yaml:"offer"`
	Answer    Layout `yaml:"answer"`

	codes map[string]Code
}

// Layout is the three sorts of records of a file.
type Layout struct {
	Header  []Field `yaml:"header"`
	Line    []Field `yaml:"line"`
	Trailer []Field `yaml:"trailer"`
}

// Field is one piece of a record.
type Field struct {
	Name  string `yaml:"name"`
	Width int    `yaml:"width"` // bytes, in a fixed layout
	Align string `yaml:"align"` // right, or left
	Pad   string `yaml:"pad"`
	Money string `yaml:"money"` // fen or yuan
	Value string `yaml:"value"` // of a mark
}

// Code is what a bank's answer to a line means.
type Code struct {
	Code   string
	Paid   bool
	Reason string // in our words
}

const (
	fixedShape = "fixed"
	gb18030    = "gb18030"
	inFen      = "fen"
	rightAlign = "right"
)

//go:embed data/formats.yaml
var formatData []byte

// codeData has the columns format,code,outcome,reason,region,effective,status,source.
//
//go:embed data/codes.csv
var codeData []byte

// codeReason is the column of the reason, the last one that is read.
const codeReason = 3

// formats reads the tables once.
var formats = sync.OnceValues(func() ([]*Format, error) {
	var file struct {
		Formats []*Format `yaml:"formats"`
	}
	if err := yaml.UnmarshalWithOptions(formatData, &file, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("pay: formats.yaml: %w", err)
	}
	rows, err := csv.NewReader(bytes.NewReader(codeData)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("pay: codes.csv: %w", err)
	}
	for _, f := range file.Formats {
		f.codes = map[string]Code{}
		for _, row := range rows[1:] {
			if row[0] == f.Name {
				f.codes[row[1]] = Code{Code: row[1], Paid: row[2] == string(Paid), Reason: row[codeReason]}
			}
		}
	}
	return file.Formats, nil
})

// Formats are the layouts there are.
func Formats() ([]*Format, error) {
	list, err := formats()
	return slices.Clone(list), err
}

// FormatNamed is the layout of a name (NotFound when there is none).
func FormatNamed(name string) (*Format, error) {
	list, err := formats()
	if err != nil {
		return nil, err
	}
	for _, f := range list {
		if f.Name == name {
			return f, nil
		}
	}
	return nil, civil.NotFound.Refuse("pay_format_unknown", "没有“%s”这种银行文件格式，请从列出的格式中选择。", name)
}

// Code is what the bank means by a code; false when the table does not have it.
func (f *Format) Code(code string) (Code, bool) {
	c, ok := f.codes[code]
	return c, ok
}

// Codes are all codes of the format, by code.
func (f *Format) Codes() []Code {
	list := make([]Code, 0, len(f.codes))
	for _, c := range f.codes {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b Code) int { return bytes.Compare([]byte(a.Code), []byte(b.Code)) })
	return list
}
