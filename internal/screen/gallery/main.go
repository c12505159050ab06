// Command gallery serves the parts without a store, for those who build pages and
// for the checks in a browser that need no data.
//
// It keeps nothing; its clock stands still, so that pictures of two runs are the
// same. It promises to print its address as one line of JSON, as the demo does.
//
// It refuses every address but this machine's own.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"

	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/site"
)

// noon is 2025-06-30 12:00 in China.
const noon civil.Instant = 1751256000000

func main() {
	port := flag.Int("port", 0, "0 takes a free one")
	flag.Parse()
	if err := serve(*port); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(port int) error {
	handler, err := screen.New(screen.Config{
		Routes: site.Parts(), Now: func() civil.Instant { return noon },
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return err
	}
	if err := json.NewEncoder(os.Stdout).Encode(map[string]any{"address": "http://" + listener.Addr().String(), "logins": []any{}, "codes": []any{}}); err != nil {
		return err
	}
	return http.Serve(listener, handler)
}
