package api

import (
	"context"
	"net/http"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/civil"
	"lianxin/internal/watch/officer"
	"lianxin/internal/watch/referral"
)

// ReferralAnswer is what a department answers to a need that was passed on to it.
type ReferralAnswer struct {
	Result string `json:"result" enum:"granted,refused,more" doc:"granted已办理，refused未办理，more要补充。"`
	Words  string `json:"words" minLength:"2" maxLength:"1000" doc:"怎样办理的、为什么没有办理，或者要补充什么；经办人会告知家庭。"`
	Day    string `json:"day,omitempty" format:"date" doc:"办理的日期；缺省为今天。"`
	Turn   int64  `json:"turn,omitempty" minimum:"1" doc:"答的是第几次转的；写了而已经又转过一次的，会被拒绝。"`
}

// ReferralAnswered is what the department is told: nothing of the family.
type ReferralAnswered struct {
	Number string `json:"number"`
	Turn   int64  `json:"turn"`
	State  string `json:"state" doc:"granted、refused、more；told已告知家庭。"`
}

type answerReferralIn struct {
	OnceKey
	Number string `path:"number" pattern:"^(?:ZB-[0-9]{6}-[0-9]{4}-[0-9]{5,7})$" patternDescription:"转办编号" maxLength:"30"`
	Body   ReferralAnswer
}

func (s *Server) referralAnswerRoute() {
	handle(s, route{method: http.MethodPost, path: "/referrals/numbered/{number}/answer", id: "answerReferral", summary: "部门答复转办", tag: "线索和帮扶", scope: machine.AnswerReferral,
		roles: []access.Role{account.Department},
		about: "只能答复转给本单位的：登记的使用单位与转办的单位是同一个名称。不是转给本单位的、不在岗位之内的，都按没有找到答复。答复以后由民政的经办人告知家庭。"}, s.answerReferral)
}

func (s *Server) answerReferral(ctx context.Context, c *token.Caller, in *answerReferralIn) (ReferralAnswered, error) {
	return onlyOnce(ctx, s, c, "answerReferral "+in.Number, in.Key, in.Body, func() (out ReferralAnswered, err error) {
		reply := referral.Reply{Result: referral.State(in.Body.Result), Words: in.Body.Words}
		if in.Body.Day != "" {
			if reply.Day, err = civil.ParseDate(in.Body.Day); err != nil {
				return out, err
			}
		}
		who := officer.Officer{Viewer: c.Viewer(), Name: c.Organisation}
		r, err := s.Referrals.AnswerFrom(ctx, who, referral.Addressed{Number: in.Number, Unit: c.Organisation, Turn: in.Body.Turn, Once: in.Key}, reply)
		if err != nil {
			return out, err
		}
		return ReferralAnswered{r.Number, r.Turn, string(r.State)}, nil
	})
}
