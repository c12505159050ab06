// Package file keeps what is attached to a case: photographs, papers and
// signatures, each once in its case, with its size, its kind and who brought it.
//
// It promises that what a file is was found out from its bytes, never from its
// name; that a picture was decoded, turned upright, made small enough for the
// screen and written anew, so that neither the place it was taken at nor
// anything hidden in it came along; that the content is sealed under the keys
// of the city, piece by piece, and opens only as a whole and unchanged; and that
// it can be erased for good while the chain of acts stays whole.
//
// It refuses more than 10 MiB, more pixels than a camera makes, pictures that
// are cut or broken, what is neither JPEG, PNG, WebP nor PDF, and a PDF that is
// locked, runs something or carries other files. Who may see a file is for
// those to decide who know the case.
package file
