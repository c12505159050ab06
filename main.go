// Command lianxin is the whole platform in one program; see README.md.
package main

import (
	"os"

	"lianxin/internal/app"
)

func main() {
	os.Exit(app.Run(os.Args[1:], app.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
