package api

import (
	"context"
	"net/http"

	"lianxin/internal/access"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/civil"
	"lianxin/internal/feed"
)

// Take takes a file of a department in, as `lianxin load` does; app hands it in.
type Take func(ctx context.Context, d Delivery) (*feed.Loaded, error)

// Delivery is a file with what its bringer says of it.
type Delivery struct {
	Actor    string
	Name     string
	Content  []byte
	Kind     string
	Encoding string
	Period   string
	AsOf     civil.Date // 0: today
	Since    civil.Date // 0: the day it speaks of
	Place    civil.Area
	Complete *bool
	Batch    map[string]string // fields that are the same in all rows
}

// senders are the roles of departments that deliver.
var senders = []access.Role{"department", "county", "city"}

func (s *Server) feedRoutes() {
	if s.Take == nil {
		return
	}
	handle(s, route{method: http.MethodPost, path: "/feeds", id: "sendFeed", summary: "报送一批部门数据", tag: "报送", scope: machine.WriteFeed, roles: senders, status: http.StatusCreated, most: feedMost,
		about: "请求体就是文件：CSV、XLSX，编码和表头自动识别。与本机lianxin load是同一个办法：读不懂的行退回并说明原因，同一个文件再报一次什么也不改变。一次不超过64 MB，更大的用lianxin load。"}, s.sendFeed)
}

type feedIn struct {
	OnceKey
	Name     string `query:"name" required:"true" pattern:"^(?:[^/\\\\]{1,100})$" patternDescription:"文件名，带扩展名" maxLength:"100" doc:"文件名，带扩展名。"`
	Place    string `query:"place" required:"true" pattern:"^(?:[0-9]{6}([0-9]{3}){0,2})$" patternDescription:"区划代码" maxLength:"12" doc:"说的是哪个区划的人。"`
	Kind     string `query:"kind" pattern:"^(?:[a-z0-9_]*)$" maxLength:"64" doc:"数据种类；缺省按表头识别。"`
	Encoding string `query:"encoding" enum:"utf-8,gbk,gb18030,utf-16,big5," doc:"缺省自动识别。"`
	Period   string `query:"period" maxLength:"10" doc:"哪个月或哪一天的，表里没有写明时用。"`
	AsOf     string `query:"as_of" format:"date" doc:"说的是哪一天的情况；缺省今天。"`
	Since    string `query:"since" format:"date" doc:"完整的文件从哪一天起没有遗漏。"`
	Complete string `query:"complete" enum:"yes,no," doc:"对所说的人是不是完整；缺省按种类的规定。"`
	RawBody  []byte `contentType:"application/octet-stream"`
}

// Rejected is a row that was set aside.
type Rejected struct {
	Record int    `json:"record" doc:"文件里第几条。"`
	Column string `json:"column,omitempty"`
	Code   string `json:"code"`
	Reason string `json:"reason"`
}

// Delivered says what became of a file.
type Delivered struct {
	Batch     string     `json:"batch,omitempty"`
	Kind      string     `json:"kind"`
	Title     string     `json:"title"`
	Already   bool       `json:"already_loaded" doc:"以前读入过，这次没有改动。"`
	Rows      int        `json:"rows"`
	Accepted  int        `json:"accepted"`
	Set       int        `json:"quarantined" doc:"退回的行数。"`
	Unmatched int        `json:"unmatched" doc:"登记里查无此人的行数。"`
	Rejected  []Rejected `json:"rejected,omitempty" doc:"最多前200条。"`
}

// rejectedMost is how many set-aside rows an answer names.
const rejectedMost = 200

func (s *Server) sendFeed(ctx context.Context, c *token.Caller, in *feedIn) (Delivered, error) {
	d := Delivery{Actor: c.Actor(), Name: in.Name, Content: in.RawBody, Kind: in.Kind, Encoding: in.Encoding, Period: in.Period}
	var err error
	if d.Place, err = civil.ParseArea(in.Place); err != nil {
		return Delivered{}, err
	}
	// A file finds people anywhere in the city by their numbers, so who sends it must
	// be trusted with all of the city.
	if !c.Scope().Covers(s.City) || !s.City.Contains(d.Place) {
		return Delivered{}, &civil.Error{Kind: civil.Denied, Code: "feed_denied", Message: "报送数据要有全市的岗位，区划要在本市之内，请联系系统管理员。"}
	}
	for _, day := range []struct {
		text string
		into *civil.Date
	}{{in.AsOf, &d.AsOf}, {in.Since, &d.Since}} {
		if day.text == "" {
			continue
		}
		if *day.into, err = civil.ParseDate(day.text); err != nil {
			return Delivered{}, err
		}
	}
	if in.Complete != "" {
		whole := in.Complete == "yes"
		d.Complete = &whole
	}
	sent := *in
	sent.Key = ""
	return onlyOnce(ctx, s, c, "sendFeed", in.Key, sent, func() (Delivered, error) {
		l, err := s.Take(ctx, d)
		if err != nil {
			return Delivered{}, err
		}
		out := Delivered{Batch: l.Batch, Kind: l.Kind, Title: l.Title, Already: l.Already, Rows: int(l.Rows), Accepted: int(l.Accepted), Set: int(l.QuarantinedRows), Unmatched: int(l.Unmatched)}
		for i, q := range l.Quarantined {
			if i == rejectedMost {
				break
			}
			out.Rejected = append(out.Rejected, Rejected{int(q.Record), q.Column, q.Code, q.Reason})
		}
		return out, nil
	})
}
