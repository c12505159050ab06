package screen

import (
	"errors"
	"net/http"

	"lianxin/internal/civil"
	"lianxin/internal/screen/layout"
)

// refusal is how one kind of error looks from outside.
type refusal struct {
	status int
	title  string
}

// refusals is the one table of errors and statuses. What somebody may not see
// does not exist for him, so Denied and NotFound are one page.
var refusals = map[civil.Kind]refusal{
	civil.Invalid:     {http.StatusUnprocessableEntity, "还不能办理"},
	civil.NotFound:    {http.StatusNotFound, "没有找到"},
	civil.Denied:      {http.StatusNotFound, "没有找到"},
	civil.Conflict:    {http.StatusConflict, "与已有的登记不一致"},
	civil.Stale:       {http.StatusConflict, "别人刚改过"},
	civil.Unavailable: {http.StatusServiceUnavailable, "暂时办不了"},
}

const (
	hiddenMessage = "没有找到，或不在您的管辖范围。"
	ourFault      = "没有保存成功，您填的还在。请返回上一页再试。"
)

// refuse writes the page of an error and gives its status.
func (s *Site) refuse(w http.ResponseWriter, r *Request, err error) int {
	look := refusal{http.StatusInternalServerError, "系统出了问题"}
	page := layout.Trouble{Message: ourFault, Number: r.Number}
	var told *civil.Error
	if errors.As(err, &told) {
		if known, ok := refusals[told.Kind]; ok {
			look = known
			page = layout.Trouble{Message: told.Message}
			if known.status == http.StatusNotFound {
				page.Message = hiddenMessage
			}
		}
	}
	frame := r.Frame(look.title)
	frame.Phone = r.Visitor.Side != Staff
	answer := Answer{Status: look.status, Page: layout.TroublePage(frame, page)}
	if err := s.send(w, r, answer); err != nil {
		s.log.ErrorContext(r.Context(), "the error page cannot be sent", "number", r.Number, "error", err.Error())
	}
	return look.status
}

// missing is the refusal of a page that is not there or not for this visitor.
func missing() error {
	return &civil.Error{Kind: civil.NotFound, Code: "page_missing", Message: hiddenMessage}
}
