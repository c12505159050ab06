package fact

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// ReadFolder reads households.csv and persons.csv of a folder. Its errors are
// those of [ReadCity]; a file that cannot be opened is one of kind NotFound or
// Unavailable.
func ReadFolder(dir string, o Options) (*City, error) {
	households, err := open(dir, HouseholdsFile)
	if err != nil {
		return nil, err
	}
	defer households.Close()
	persons, err := open(dir, PersonsFile)
	if err != nil {
		return nil, err
	}
	defer persons.Close()
	return ReadCity(households, persons, o)
}

func open(dir, name string) (*os.File, error) {
	f, err := os.Open(filepath.Join(dir, name))
	switch {
	case err == nil:
		return f, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, &civil.Error{Kind: civil.NotFound, Code: "file_missing", Message: "找不到文件 " + name + "，请检查文件夹是否正确。", Err: err}
	default:
		return nil, &civil.Error{Kind: civil.Unavailable, Code: "file_unreadable", Message: "文件 " + name + " 打不开，请检查权限后重试。", Err: err}
	}
}

// ReadCity reads the two files of a city. Rows that cannot be accepted are
// listed in the city; an error, always a [civil.Error], means that a whole file
// could not be read: it is empty, in another encoding, or its header lacks a
// column that names a row.
func ReadCity(households, persons io.Reader, o Options) (*City, error) {
	return readCity(households, persons, o, chunkSize)
}

func readCity(households, persons io.Reader, o Options, size int) (*City, error) {
	first := fileReader{schema: newSchema(rule.Household, o), size: size}
	homes, warnings, err := first.read(households)
	if err != nil {
		return nil, err
	}
	a := newAssembly(homes)
	second := fileReader{schema: newSchema(rule.Person, o), size: size, find: a.find.find}
	people, more, err := second.read(persons)
	if err != nil {
		return nil, err
	}
	city := a.finish(people)
	city.Warnings = append(warnings, more...)
	if people.homeless > 0 {
		city.Warnings = append(city.Warnings, Warning{File: people.file, Code: "row_without_household",
			Message: fmt.Sprintf("%s 有 %d 行被退回，且看不出属于哪一户；若他们的家庭就在文件里，那一户的结果会少算人，请先改正这些行。", people.file, people.homeless)})
	}
	return city, nil
}
