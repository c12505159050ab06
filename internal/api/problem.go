package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lianxin/internal/api/token"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
)

// Problem is a refusal as RFC 9457 writes one, with our own code.
type Problem struct {
	Type    string  `json:"type" doc:"总是about:blank；按code区分。"`
	Title   string  `json:"title" doc:"状态的意思。"`
	Status  int     `json:"status" doc:"HTTP状态码。"`
	Code    string  `json:"code" doc:"稳定的错误代码，程序按它判断。"`
	Detail  string  `json:"detail" doc:"一句中文：哪里不对、怎么办。"`
	Number  string  `json:"number,omitempty" doc:"这次请求的编号，报修时告诉管理员。"`
	Errors  []Fault `json:"errors,omitempty" doc:"表单里每一处问题。"`
	refused *token.Refusal
}

// Fault is one thing that is wrong in what was sent.
type Fault struct {
	Field   string `json:"field" doc:"哪一项；空着的是整张表单。"`
	Member  *int   `json:"member,omitempty" doc:"第几个成员，从0数起。"`
	Message string `json:"message" doc:"一句中文。"`
}

func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// titles are the states in words.
var titles = map[int]string{
	http.StatusBadRequest: "请求看不懂", http.StatusUnauthorized: "没有密钥或密钥不对", http.StatusForbidden: "没有权限", http.StatusNotFound: "没有找到",
	http.StatusConflict: "与现状不符", http.StatusRequestEntityTooLarge: "内容太大", http.StatusUnsupportedMediaType: "格式不支持", http.StatusNotAcceptable: "格式不支持",
	http.StatusUnprocessableEntity: "内容不符合要求", http.StatusTooManyRequests: "太频繁", http.StatusServiceUnavailable: "暂时办不了",
	http.StatusRequestTimeout: "没有收全", http.StatusInternalServerError: "系统出了问题",
}

// statuses is the one table of kinds of error and states. Unlike a page, a program
// is told when it may not; what is outside its scope is not there for it either.
var statuses = map[civil.Kind]int{
	civil.Invalid: http.StatusUnprocessableEntity, civil.NotFound: http.StatusNotFound, civil.Denied: http.StatusForbidden,
	civil.Conflict: http.StatusConflict, civil.Stale: http.StatusConflict, civil.Unavailable: http.StatusServiceUnavailable,
}

func newProblem(status int, code, detail string) *Problem {
	return &Problem{Type: "about:blank", Title: titles[status], Status: status, Code: code, Detail: detail}
}

// catalogued are the codes of what is public: that it is not there tells nothing of
// anybody.
var catalogued = map[string]bool{"route_unknown": true, "matter_unknown": true, "action_unknown": true, "programme_unknown": true}

// broken is said of a failure of ours.
func broken(number string) *Problem {
	p := newProblem(http.StatusInternalServerError, "broken", "系统出了问题，没有办成。请稍后再试；还不行的，把编号告诉管理员。")
	p.Number = number
	return p
}

// problem is what an error is told as. What nobody has words for is logged and told
// as ours.
func (s *Server) problem(ctx context.Context, err error) *Problem {
	var ready *Problem
	if errors.As(err, &ready) {
		return ready
	}
	var refused *civil.Error
	if !errors.As(err, &refused) || statuses[refused.Kind] == 0 {
		s.Log.ErrorContext(ctx, "a call failed", "number", numberOf(ctx), "error", err.Error())
		return broken(numberOf(ctx))
	}
	p := newProblem(statuses[refused.Kind], refused.Code, refused.Message)
	// What is not there and what is not the caller's look the same, code included.
	if p.Status == http.StatusNotFound && !catalogued[refused.Code] {
		p.Code, p.Detail = "not_found", "没有找到，或不在这个系统的授权范围。"
	}
	var door *token.Refusal
	if errors.As(err, &door) {
		p.Status, p.Title, p.refused, p.Detail = door.Status, titles[door.Status], door, refused.Message
	}
	var faults casework.Faults
	if errors.As(err, &faults) {
		for _, f := range faults {
			one := Fault{Field: f.Field, Message: f.Message}
			if f.Member >= 0 {
				member := f.Member
				one.Member = &member
			}
			p.Errors = append(p.Errors, one)
		}
	}
	p.Number = numberOf(ctx)
	return p
}

// writeProblem sends a problem where huma does not.
func writeProblem(w http.ResponseWriter, p *Problem) {
	if p.refused != nil {
		p.refused.Write(w.Header())
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // nobody is there any more to be told
}

// codes are what huma refuses by itself, before a handler is asked.
var codes = map[int]string{
	http.StatusBadRequest: "request_unreadable", http.StatusRequestEntityTooLarge: "body_large", http.StatusUnsupportedMediaType: "media_type",
	http.StatusNotAcceptable: "media_type", http.StatusUnprocessableEntity: "request_invalid", http.StatusRequestTimeout: "body_late",
}

var details = map[int]string{
	http.StatusBadRequest:            "请求内容不是规范的JSON，请核对后再发。",
	http.StatusRequestEntityTooLarge: "请求内容太大，请分几次发。",
	http.StatusUnsupportedMediaType:  "请求内容应为application/json。",
	http.StatusNotAcceptable:         "回答只有application/json一种格式，请改Accept。",
	http.StatusUnprocessableEntity:   "请求里有不符合要求的项，请看errors逐项改正。",
	http.StatusRequestTimeout:        "请求内容没有按时收全，请重发。",
}

// huma keeps its messages and its error as package variables; ours replace them
// before anything is served. Tests of this package see them too.
func init() {
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		code, detail := codes[status], details[status]
		if code == "" {
			code, detail = "broken", "系统出了问题，没有办成。请稍后再试。"
		}
		p := newProblem(status, code, detail)
		for _, err := range errs {
			var refused *civil.Error
			var at *huma.ErrorDetail
			switch {
			case errors.As(err, &refused):
				p.Code, p.Detail = refused.Code, refused.Message
			case errors.As(err, &at) && (strings.HasPrefix(at.Message, "json_") || strings.HasPrefix(at.Message, "text_zero")):
				// What our reader of JSON refused comes here as a text, code first.
				p.Code, p.Detail, _ = strings.Cut(at.Message, ": ")
			case errors.As(err, &at):
				p.Errors = append(p.Errors, Fault{Field: at.Location, Message: at.Message})
			}
		}
		return p
	}
	chinese()
}
