package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Client calls the machine interface. Its fields are set before the first call.
type Client struct {
	Address string // https://lianxin.example, without /api/v1
	Key     string
	Purpose string // of the calls; empty where the key has one purpose alone
	HTTP    *http.Client
}

// answerMost is how large an answer may be, in bytes.
const answerMost = 32 << 20

// usual calls where no other HTTP client is given. A key must not follow an answer to
// another machine.
var usual = &http.Client{
	Timeout:       time.Minute,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Error is what the other side refused.
type Error struct {
	Status int
	Problem
}

func (e *Error) Error() string {
	return fmt.Sprintf("client: %d %s: %s", e.Status, e.Code, e.Detail)
}

// call sends one call and reads its answer into out.
func (c *Client) call(ctx context.Context, method, path string, query url.Values, key string, sent, out any) error {
	address := strings.TrimSuffix(c.Address, "/") + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	var body io.Reader
	kind := "application/json"
	switch b := sent.(type) {
	case nil:
	case []byte:
		body, kind = bytes.NewReader(b), "application/octet-stream"
	default:
		text, err := json.Marshal(b)
		if err != nil {
			return err
		}
		body = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+c.Key)
	if body != nil {
		r.Header.Set("Content-Type", kind)
	}
	if c.Purpose != "" {
		r.Header.Set("X-Purpose", c.Purpose)
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	return c.send(r, out)
}

func (c *Client) send(r *http.Request, out any) error {
	caller := c.HTTP
	if caller == nil {
		caller = usual
	}
	answer, err := caller.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, answerMost+1))
	switch {
	case err != nil:
		return err
	case len(text) > answerMost:
		return fmt.Errorf("client: the answer is larger than %d bytes", answerMost)
	case answer.StatusCode/100 != 2:
		refused := &Error{Status: answer.StatusCode}
		_ = json.Unmarshal(text, &refused.Problem) // what is no problem has at least its status
		return refused
	}
	return json.Unmarshal(text, out)
}
