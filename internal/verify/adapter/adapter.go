package adapter

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"lianxin/internal/civil"
	"lianxin/internal/verify"
)

// answerMost is the length of the longest answer that is read.
const answerMost = 8 << 20

// HTTP asks one department at an address.
type HTTP struct {
	Address string // of its query, such as https://…/query
	Token   string // sent as a bearer token; empty: none
	Timeout time.Duration
	Client  *http.Client
}

// wire is a question as it is sent.
type wire struct {
	Inquiry    string       `json:"inquiry"`
	Department string       `json:"department"`
	Business   string       `json:"business"`
	Reference  string       `json:"reference"`
	Recheck    bool         `json:"recheck,omitempty"`
	Note       string       `json:"note,omitempty"`
	People     []wirePerson `json:"people"`
}

type wirePerson struct {
	N             int      `json:"n"`
	Name          string   `json:"name"`
	IDNumber      string   `json:"id_number"`
	Authorisation string   `json:"authorisation"`
	Classes       []string `json:"classes"`
}

// wireAnswer is an answer as it comes.
type wireAnswer struct {
	Answers []struct {
		N       int                          `json:"n"`
		Class   string                       `json:"class"`
		Records []map[string]json.RawMessage `json:"records"`
	} `json:"answers"`
}

// Ask implements [verify.Asker].
func (h *HTTP) Ask(ctx context.Context, q verify.Question) (verify.Answer, error) {
	ctx, end := context.WithTimeout(ctx, h.Timeout)
	defer end()
	body, err := json.Marshal(question(&q))
	if err != nil {
		return verify.Answer{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.Address, bytes.NewReader(body))
	if err != nil {
		return verify.Answer{}, failed("department_address", "部门接口的地址不对，请联系管理员核对。", err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", q.Key)
	if h.Token != "" {
		r.Header.Set("Authorization", "Bearer "+h.Token)
	}
	answer, err := h.client().Do(r)
	if err != nil {
		return verify.Answer{}, failed("department_unreachable", "部门接口没有应答，过一会儿自动再问。", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return verify.Answer{}, failed("department_status_"+strconv.Itoa(answer.StatusCode), "部门接口报错，过一会儿自动再问。", nil)
	}
	return Read(answer.Body)
}

func (h *HTTP) client() *http.Client {
	if h.Client != nil {
		return h.Client
	}
	return http.DefaultClient
}

func failed(code, message string, err error) error {
	return &civil.Error{Kind: civil.Unavailable, Code: code, Message: message, Err: err}
}

func question(q *verify.Question) wire {
	w := wire{
		Inquiry: q.Number, Department: q.Department, Business: q.Business, Reference: q.Reference.String(), Recheck: q.Recheck, Note: q.Note,
	}
	for i := range q.People {
		p := &q.People[i]
		w.People = append(w.People, wirePerson{N: p.N, Name: p.Name, IDNumber: p.Number.Reveal(), Authorisation: p.Letter, Classes: p.Classes})
	}
	return w
}

// Read reads an answer. Numbers and truths become the texts they were written as;
// lists and objects inside of records are left out.
func Read(body io.Reader) (answer verify.Answer, err error) {
	data, err := io.ReadAll(io.LimitReader(body, answerMost+1))
	if err != nil {
		return answer, failed("department_broken", "部门接口的答复没有传完，过一会儿自动再问。", err)
	}
	if len(data) > answerMost {
		return answer, failed("department_long", "部门接口的答复太长，没有读取，请联系该部门。", nil)
	}
	var w wireAnswer
	if err := json.Unmarshal(data, &w); err != nil {
		return answer, failed("department_form", "部门接口的答复不是约定的格式，没有读取，请联系该部门。", err)
	}
	for _, a := range w.Answers {
		reply := verify.Reply{N: a.N, Class: a.Class}
		for _, record := range a.Records {
			raw := verify.Raw{}
			for name, value := range record {
				if text, ok := plain(value); ok {
					raw[name] = text
				}
			}
			reply.Records = append(reply.Records, raw)
		}
		answer.Replies = append(answer.Replies, reply)
	}
	return answer, nil
}

// plain is a value as a text.
func plain(value json.RawMessage) (string, bool) {
	switch {
	case len(value) == 0 || string(value) == "null" || value[0] == '[' || value[0] == '{':
		return "", false
	case value[0] == '"':
		var text string
		err := json.Unmarshal(value, &text)
		return text, err == nil
	}
	return string(value), true
}
