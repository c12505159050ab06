// Package public is the pages for everybody: settings of the eyes, help, the list
// of keys, and, when the program is asked for it, the gallery of parts.
//
// It keeps what a stranger chose in a cookie of his own and nothing else. It
// promises that these pages show no person's data.
//
// It refuses to know who somebody is beyond what the door says.
package public
