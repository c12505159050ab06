// Package api keeps the side of the house that programs of other offices see: the
// routes under /api/v1, the document that describes them, and the page that shows
// the document.
//
// It promises that a program sees what a colleague with the same posts sees, asked
// by the same functions as the pages, and that every look at a person is written
// down before it is answered; that a list goes on where its cursor says, whatever
// was written meanwhile; that a form sent twice with one key acts once; and that
// every refusal has a stable code and a Chinese sentence.
//
// It refuses a call without a key, JSON that is too deep, too large, names a thing
// twice or a thing nobody asked for, and whatever a person has to decide. It has no
// rule and no SQL.
package api
