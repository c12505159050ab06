package sms

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/civil"
)

// patience is how long a platform may take for one message: somebody waits.
const patience = 8 * time.Second

// answerMost is how much of an answer is read.
const answerMost = 64 << 10

// Gateway posts messages to a platform. It is an account.Gateway.
type Gateway struct {
	config Config
	client *http.Client
}

// New makes a gateway of a configuration. client may be nil: the usual one, which
// follows no redirection, because a message must not go where nobody configured.
func New(config Config, client *http.Client) (*Gateway, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	if client == nil {
		client = &http.Client{
			Timeout:       patience,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	return &Gateway{config: config, client: client}, nil
}

// Send implements account.Gateway. It refuses with sms_silent when the platform
// does not answer, and with sms_refused when it does not take the message.
func (g *Gateway) Send(ctx context.Context, phone access.Private, text string) error {
	body, err := fill(g.config.Body, phone.Reveal(), text)
	if err != nil {
		return refused()
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, g.config.URL, bytes.NewReader(body))
	if err != nil {
		return silent()
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	if token := g.config.Token; token != "" {
		if http.CanonicalHeaderKey(g.config.Header) == usualHeader {
			token = "Bearer " + token
		}
		request.Header.Set(g.config.Header, token)
	}
	response, err := g.client.Do(request)
	if err != nil {
		return silent() // the error names the address; nobody needs it beyond the code
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, answerMost))
	switch {
	case err != nil || response.StatusCode >= http.StatusInternalServerError:
		return silent()
	case response.StatusCode < http.StatusOK || response.StatusCode >= http.StatusMultipleChoices, !g.taken(answer):
		return refused()
	}
	return nil
}

// taken says whether the answer has the agreed value in the agreed field.
func (g *Gateway) taken(answer []byte) bool {
	if g.config.OK == "" {
		return true
	}
	field, want, _ := strings.Cut(g.config.OK, "=")
	reader := json.NewDecoder(bytes.NewReader(answer))
	reader.UseNumber()
	var whole any
	if reader.Decode(&whole) != nil {
		return false
	}
	for _, name := range strings.Split(field, ".") {
		inner, ok := whole.(map[string]any)
		if !ok {
			return false
		}
		whole = inner[name]
	}
	switch got := whole.(type) {
	case string:
		return got == want
	case json.Number:
		return got.String() == want
	case bool:
		return got && want == "true" || !got && want == "false"
	}
	return false
}

// fill puts telephone and text into the texts of a template. Only texts are
// touched, so the document stays whole whatever is in them.
func fill(template, phone, text string) ([]byte, error) {
	reader := json.NewDecoder(strings.NewReader(template))
	reader.UseNumber()
	var tree any
	if err := reader.Decode(&tree); err != nil {
		return nil, err
	}
	places := strings.NewReplacer(phonePlace, phone, textPlace, text)
	var body bytes.Buffer
	writer := json.NewEncoder(&body)
	writer.SetEscapeHTML(false)
	err := writer.Encode(replace(tree, places))
	return body.Bytes(), err
}

func replace(tree any, places *strings.Replacer) any {
	switch node := tree.(type) {
	case string:
		return places.Replace(node)
	case []any:
		for i := range node {
			node[i] = replace(node[i], places)
		}
	case map[string]any:
		for name := range node {
			node[name] = replace(node[name], places)
		}
	}
	return tree
}

func silent() error {
	return &civil.Error{Kind: civil.Unavailable, Code: "sms_silent", Message: "短信平台没有应答，请稍后重试。"}
}

func refused() error {
	return &civil.Error{Kind: civil.Unavailable, Code: "sms_refused", Message: "短信平台没有收下这条短信，请联系系统管理员核对配置和余量。"}
}
