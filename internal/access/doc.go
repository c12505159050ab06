// Package access keeps what stands between a person's data and a reader: the
// keys, the sealing of protected fields, the blind index they are looked up by,
// the masks they are shown with, and the words in which a look at a person is
// asked for and recorded.
//
// It promises that a sealed value opens only in the table, field, county and
// record it was sealed for; that keys can be changed while the system runs,
// because every sealed value and every index entry names its version; that a
// scope with nothing in it covers nothing; and that neither a key nor a private
// text can be printed or logged by accident, however deep it lies in what is
// printed.
//
// It refuses a key file others can read, a ciphertext that was moved, cut or
// changed, a purpose that is not on the list, and a look at a person without
// actor, purpose and scope. It has no SQL: who writes the look into the journal
// is decided downstream.
package access
