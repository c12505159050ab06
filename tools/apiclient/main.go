// Command apiclient writes the Go client of the machine interface from its OpenAPI
// document.
//
// It promises that the same document gives the same bytes, and that every route and
// every type of the document has its call and its struct.
//
// It refuses a document with something in it that it has no Go for, rather than leave
// it out. It fetches nothing:
//
//	go run ./tools/apiclient
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	folder := flag.String("in", "internal/api/client", "the folder of openapi.json, into which the client is written")
	flag.Parse()
	if err := write(*folder); err != nil {
		fmt.Fprintln(os.Stderr, "apiclient:", err)
		os.Exit(1)
	}
}

// write writes the files of the client.
func write(folder string) error {
	document, err := os.ReadFile(filepath.Join(folder, "openapi.json"))
	if err != nil {
		return err
	}
	files, err := generate(document)
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}
