package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/casework"
	"lianxin/internal/db"
	"lianxin/internal/job/webhook"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
	"lianxin/internal/register"
)

// News is something an act told.
type News struct {
	ID    string          `json:"id" doc:"稳定的编号：同一条消息无论送几次都是它。"`
	Topic string          `json:"topic"`
	At    string          `json:"at"`
	Body  json.RawMessage `json:"body" doc:"只有编号，没有个人信息；详情凭编号再查。"`
}

func (s *Server) newsRoutes() {
	handle(s, route{method: http.MethodGet, path: "/counties/{county}/news", id: "listNews", summary: "一个县的消息", tag: "消息", scope: machine.Webhook,
		about: "按发生的次序，最早的在前；翻到头以后记住最后的游标，过一会儿再问。只有这个系统能看到的办件的消息。"}, s.listNews)
}

// Hears says whether a program may know a piece of news: one whose posts cover the
// county, all; another one, what is about a case that it may open.
func Hears(ctx context.Context, desk *casework.Desk, c *token.Caller, n *journal.News) bool {
	if n.Topic == pay.StandardTopic { // a standard is public
		return true
	}
	if strings.HasPrefix(n.Topic, "casework.") {
		var err error
		if c, err = c.Under(offices...); err != nil {
			return false // whoever sees no cases hears of none
		}
	}
	if covered(c, n.County) == nil {
		return true
	}
	var about struct {
		Case string `json:"case"`
	}
	if json.Unmarshal([]byte(n.Body), &about) != nil || about.Case == "" {
		return false
	}
	_, err := desk.Open(ctx, c.Who(), register.Ref{County: n.County, ID: about.Case})
	return err == nil
}

type newsIn struct {
	CountyPath
	Paging
	Topic string `query:"topic" maxLength:"64" doc:"只要这一种。"`
}

// newsLooked is how many pieces of news are looked at for one page: those that are
// not the caller's are passed over.
const newsLooked = 500

// NewsPage is a part of the news; the cursor is always given, to ask again later.
type NewsPage struct {
	Page[News]
	More bool `json:"more" doc:"false是现在到头了：过一会儿用next再问。"`
}

func (s *Server) listNews(ctx context.Context, c *token.Caller, in *newsIn) (NewsPage, error) {
	list := "listNews." + in.County
	after, err := s.position(c, list, in.After)
	if err != nil {
		return NewsPage{}, err
	}
	var seq, n int64
	if after != "" {
		if _, err := fmt.Sscanf(after, "%d.%d", &seq, &n); err != nil {
			return NewsPage{}, err
		}
	}
	var told []journal.Told
	err = s.Journal.DB().Read(ctx, func(q db.Query) (err error) {
		told, err = journal.NewsPage(ctx, q, in.County, seq, n, newsLooked)
		return err
	})
	if err != nil {
		return NewsPage{}, err
	}
	out := NewsPage{More: len(told) == newsLooked}
	items := []News{}
	for i := range told {
		t := &told[i]
		if len(items) == in.Limit {
			out.More = true
			break
		}
		seq, n = t.Seq, t.N
		if (in.Topic == "" || t.Topic == in.Topic) && Hears(ctx, s.Desk, c, &t.News) {
			items = append(items, News{webhook.NewsID(&t.News), t.Topic, instant(t.At), json.RawMessage(t.Body)})
		}
	}
	out.Page, err = turned(s, c, list, items, fmt.Sprintf("%d.%d", seq, n))
	return out, err
}
