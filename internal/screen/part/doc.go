// Package part is the library of parts from which pages are made: chips, fields,
// tables, traces, questions.
//
// It keeps for each part its parameters as a Go struct, its markup, and named
// examples; the examples are at once the gallery, the golden files, the
// accessibility check and the screenshots. It promises that a part works without
// script, that no status is told by colour alone, and that an unknown value looks
// unlike zero.
//
// It refuses to fetch and to decide: a part shows what it is given.
package part
