package document

import "io"

// DetectEncoding names the encoding of a text by a sample of it, for readers of
// files too large to be held whole. The sample should consist of whole lines; a
// byte order mark counts only at its beginning. It refuses what [Read] would
// refuse: Big5, other unknown encodings, and bytes that are no text.
func DetectEncoding(sample []byte) (string, error) {
	_, name, err := decode(sample)
	return name, err
}

// CheckArchive refuses an archive whose directory is a trap or is not there,
// before any library loads it.
func CheckArchive(r io.ReaderAt, size int64) error { return checkDirectory(r, size, Xlsx) }

// RefuseOldOffice says what a file in the container of old Office programs is:
// an old binary file, or a new one under a password.
func RefuseOldOffice(r io.ReaderAt, size int64) error { return refuseOldOffice(r, size) }
