package fact

import "fmt"

// A form is how a column lies in a file.
type form uint8

// The forms a snapshot has; 0 is any other.
const (
	formTruth form = iota + 1
	formByte
	formCode
	formI32
	formI64
	formDate
	formText
	formList
	formStruct
)

// buffersOf is how many buffers a column of a form has besides its inner ones.
var buffersOf = [...]int{formTruth: 2, formByte: 2, formCode: 2, formI32: 2, formI64: 2, formDate: 2, formText: 3, formList: 2, formStruct: 1}

// A shape is a column as the schema of a file announces it.
type shape struct {
	name  string
	form  form
	inner []shape
}

// The fields and values of Arrow's schema that are needed, by number.
const (
	schemaEndian   = 0 // Schema.endianness, 0 for little
	schemaFields   = 1 // Schema.fields
	schemaMetadata = 2 // Schema.custom_metadata, of pairs

	fieldName       = 0 // Field.name
	fieldKind       = 2 // Field.type_type
	fieldType       = 3 // Field.type
	fieldDictionary = 4 // Field.dictionary
	fieldChildren   = 5 // Field.children

	kindInt    = 2 // Int, of bit width and sign
	kindUtf8   = 5
	kindBool   = 6
	kindDate   = 8 // Date, of a unit
	kindList   = 12
	kindStruct = 13

	mostPairs = 64
)

// schemaOf reads the schema of a file: its columns, of which no level may have
// more than most, and its metadata. The Arrow library would make room for as
// many as the file says there are, however many that is.
func schemaOf(file []byte, most int) (columns []shape, metadata map[string]string, err error) {
	schema, ok := footerOf(file).inner(footerSchema)
	if !ok || schema.small(schemaEndian, 2) != 0 {
		return nil, nil, errFlat
	}
	pairs, err := schema.tables(schemaMetadata, mostPairs)
	if err != nil {
		return nil, nil, err
	}
	metadata = map[string]string{}
	for _, p := range pairs {
		metadata[p.text(0)] = p.text(1)
	}
	columns, err = shapesOf(schema, schemaFields, most, 3)
	return columns, metadata, err
}

// shapesOf reads the fields in a list, with those inside them to some depth.
func shapesOf(from flat, list, most, depth int) ([]shape, error) {
	fields, err := from.tables(list, most)
	if err != nil {
		return nil, err
	}
	var out []shape
	for _, f := range fields {
		s := shape{name: f.text(fieldName), form: formOf(f)}
		if s.form == 0 || depth == 0 {
			return nil, fmt.Errorf("column %s is of no known form", s.name)
		}
		if s.form == formList || s.form == formStruct {
			if s.inner, err = shapesOf(f, fieldChildren, most, depth-1); err != nil {
				return nil, err
			}
			if s.form == formList && len(s.inner) != 1 {
				return nil, fmt.Errorf("the list %s holds %d columns", s.name, len(s.inner))
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// formOf is the form of a field's type, or 0.
func formOf(f flat) form {
	if d, ok := f.inner(fieldDictionary); ok {
		if index, ok := d.inner(1); ok && f.small(fieldKind, 1) == kindUtf8 && index.small(0, 4) == 8 && index.small(1, 1) == 0 {
			return formCode
		}
		return 0
	}
	t, ok := f.inner(fieldType)
	if !ok {
		return 0
	}
	switch f.small(fieldKind, 1) {
	case kindInt:
		switch [2]int{t.small(0, 4), t.small(1, 1)} {
		case [2]int{8, 0}:
			return formByte
		case [2]int{32, 1}:
			return formI32
		case [2]int{64, 1}:
			return formI64
		}
	case kindUtf8:
		return formText
	case kindBool:
		return formTruth
	case kindDate:
		if t.field(0) != 0 && t.small(0, 2) == 0 { // days; milliseconds are what an absent unit means
			return formDate
		}
	case kindList:
		return formList
	case kindStruct:
		return formStruct
	}
	return 0
}
