// Command lianxin is the whole platform in one program. It keeps nothing beside
// the files it is told to write. It promises what README.md says of each command
// and the exit status of package app. It refuses by that status and a sentence.
package main

import (
	"os"

	"lianxin/internal/app"
)

func main() {
	os.Exit(app.Run(os.Args[1:], app.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
