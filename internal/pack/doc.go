// Package pack reads business lines from folders of YAML.
//
// It keeps a [Catalogue]: facts, parameters with their dated regional values,
// definitions, programmes, conflicts, measures, cities and test cases of all packs that
// were loaded together; the registers a city keeps, the feeds that fill them, and
// the sources that make facts of them. From it [Catalogue.Policy] makes what the rules engine
// compiles for one region on one day, and [Catalogue.Parameters] shows every
// parameter in force with the place and the source it came from.
//
// It promises that a catalogue never changes once it is loaded, that the same
// files give the same catalogue and the same [Catalogue.Hash], and that every
// number is read from the text as written, never through a binary fraction. A
// load names every problem it finds, each with file, line, column, the line
// itself and a Chinese sentence ([LoadError]). Every piece of CEL knows the
// place it was read from.
//
// It refuses whatever it does not know: unknown keys, files and names, names
// given twice, values without a declaration, two values for the same region and
// day, formulas that go round in circles, headers that lead to two columns, facts
// under another legal class than their registers, and those parts of YAML that hide
// something from the reader (anchors, aliases, tags, merge keys, several
// documents in one file). Whether the CEL itself holds is for package rule.
package pack
