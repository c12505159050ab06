package handout

import (
	"context"
	"fmt"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// Signers are who may sign for goods, in words.
var Signers = [][2]string{{"self", "本人"}, {"other", "别人代领"}}

// Handing is how somebody was given goods.
type Handing struct {
	Day      civil.Date
	Signer   string // of Signers
	SignedBy string // of the other
	Relation string // to him
}

func (g *Handing) check(h *Handout, today civil.Date) error {
	g.SignedBy, g.Relation = strings.TrimSpace(g.SignedBy), strings.TrimSpace(g.Relation)
	switch {
	case g.Day < h.Began || g.Day > today:
		return civil.Refuse("handing_day", "发放日期应在%s到今天之间。", h.Began.Words())
	case g.Signer != "self" && g.Signer != "other":
		return civil.Refuse("handing_signer", "请选择是谁签收的。")
	case g.Signer == "self":
		g.SignedBy, g.Relation = "", ""
	case g.SignedBy == "" || len([]rune(g.SignedBy)) > nameMost:
		return civil.Refuse("handing_by", "请写代领人的姓名。")
	case g.Relation == "" || len([]rune(g.Relation)) > nameMost:
		return civil.Refuse("handing_relation", "请写代领人和本人的关系，比如“儿子”“邻居”。")
	}
	return nil
}

// Hand writes down that somebody was given his goods and who signed for them. Whoever has
// them already is given nothing again, also when two people write it down at once.
func (d *Desk) Hand(ctx context.Context, who officer.Officer, seen Seen, g Handing) (*Person, error) {
	return d.row(ctx, who, seen, "hand", func(w *journal.Write, h *Handout, p *Person) error {
		if err := g.check(h, w.At().Date()); err != nil {
			return err
		}
		return d.hand(ctx, w, h, p, g)
	})
}

func (d *Desk) hand(ctx context.Context, w *journal.Write, h *Handout, p *Person, g Handing) error {
	switch {
	case !h.Goods():
		return civil.Conflict.Refuse("handout_money", "这一批发的是钱，由银行发，不当面领。")
	case h.State != Approved:
		return civil.Conflict.Refuse("handout_state", "这一批现在是“%s”，不能发物资。", Titles[h.State])
	case p.State == Handed:
		return civil.Conflict.Refuse("handout_handed", "%s已经领过（%s，%s登记），不能再发。", p.Name, p.HandedOn.Words(), p.ByName)
	case p.State != Listed:
		return civil.Conflict.Refuse("handout_unlisted", "%s不在名单上，不能发。", p.Name)
	}
	err := d.Pay.HandOut(ctx, w, pay.Earmark{
		ID: fmt.Sprintf("handed.%s.%d", p.ID, w.Seq()), Purpose: h.ID, Title: "已发：" + h.Title, Unit: h.ledgerUnit(), Amount: p.Amount,
	}, p.ID)
	if err != nil {
		return err
	}
	p.State, p.HandedOn, p.Signer, p.SignedBy, p.Relation = Handed, g.Day, g.Signer, g.SignedBy, g.Relation
	return nil
}

// handedMost is how many people of a village are written down at once.
const handedMost = 500

// HandMany writes down that some people of a village signed for their goods themselves.
// Who has them already is left as he is; others counts those.
func (d *Desk) HandMany(ctx context.Context, who officer.Officer, ref register.Ref, ids []string, day civil.Date) (given, others int, err error) {
	if len(ids) == 0 || len(ids) > handedMost {
		return 0, 0, civil.Refuse("handing_people", "请勾选领到的人，一次最多%d人。", handedMost)
	}
	_, err = d.Journal.Do(ctx, header(who, ref.County, "hand"), func(w *journal.Write) error {
		given, others = 0, 0
		for _, id := range ids {
			p, h, err := d.load(ctx, w, register.Ref{County: ref.County, ID: id})
			if err != nil {
				return err
			}
			if err := who.Covers(p.Division); err != nil {
				return err
			}
			if p.Handout != ref.ID {
				return officer.Missing()
			}
			if p.State == Handed {
				others++
				continue
			}
			g := Handing{Day: day, Signer: "self"}
			if err := g.check(h, w.At().Date()); err != nil {
				return err
			}
			if err := d.hand(ctx, w, h, p, g); err != nil {
				return err
			}
			p.ByName, p.once = who.Name, ""
			if err := d.put(ctx, w, p); err != nil {
				return err
			}
			given++
		}
		return nil
	})
	return given, others, err
}

// Unhand takes back that somebody was given his goods: it was written down by mistake.
func (d *Desk) Unhand(ctx context.Context, who officer.Officer, seen Seen, why string) (*Person, error) {
	why, err := officer.Words("handout_why", "理由", why, wordsLeast, wordsMost)
	if err != nil {
		return nil, err
	}
	return d.row(ctx, who, seen, "unhand", func(w *journal.Write, h *Handout, p *Person) error {
		if p.State != Handed || h.State != Approved {
			return civil.Conflict.Refuse("handout_unhanded", "这个人没有登记领过，或者这一批已经办结，不能撤销。")
		}
		if err := d.Pay.HandBack(ctx, w, p.ID, why); err != nil {
			return err
		}
		p.State, p.HandedOn, p.Signer, p.SignedBy, p.Relation, p.Note = Listed, 0, "", "", "", "撤销领取："+why
		return nil
	})
}

// PutBack writes down that what was left over of a closed handout went back.
func (d *Desk) PutBack(ctx context.Context, who officer.Officer, seen Seen, amount int64, to, receipt string) error {
	_, err := d.Journal.Do(ctx, header(who, seen.County, "rest"), func(w *journal.Write) error {
		h, err := get(ctx, w, seen.Ref)
		if err != nil {
			return err
		}
		if err := who.Covers(h.Division); err != nil {
			return err
		}
		e := Entry{
			Ref: register.Ref{County: h.County, ID: db.NewID()}, Handout: h.ID, Giver: strings.TrimSpace(to), Amount: amount, Receipt: strings.TrimSpace(receipt),
			CameOn: w.At().Date(), State: PutBack, ByName: who.Name, once: who.Once(seen.Once),
		}
		if _, there, err := db.One(ctx, w, db.Text, selectEntrySent, h.County, h.ID, e.once); err != nil || there && e.once != "" {
			return err
		}
		left, err := pay.Earmarked(ctx, w, h.County, h.ID)
		if err != nil {
			return err
		}
		switch {
		case h.State != Closed:
			return civil.Conflict.Refuse("handout_state", "办结以后，剩下的才能退还。")
		case amount <= 0 || amount > left:
			return civil.Refuse("handout_amount", "剩下%s，退还的要大于零、不能更多。", h.Spoken(left))
		case e.Giver == "" || len([]rune(e.Giver)) > nameMost:
			return civil.Refuse("handout_giver", "请写退还给谁。")
		case e.Receipt == "" || len([]rune(e.Receipt)) > nameMost:
			return civil.Refuse("handout_receipt", "请写收据或者文件的编号，最多%d个字。", nameMost)
		}
		if err := d.Pay.PutBack(ctx, w, pay.Earmark{ID: "rest." + e.ID, Purpose: h.ID, Title: "退还：" + h.Title, Unit: h.ledgerUnit(), Amount: amount, Note: e.Receipt}); err != nil {
			return err
		}
		return e.open(ctx, w)
	})
	return err
}
