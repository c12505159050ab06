package casework

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// effect is a verb of pack.EffectWords. It changes the case in hand and writes
// within the act; the case itself is written afterwards.
type effect func(ctx context.Context, do *doing, w *journal.Write) error

var effects map[string]effect

func init() {
	effects = map[string]effect{
		"route": route, "declare": declare, "authorise": authorise, "list_papers": listPapers,
		"survey": record("survey"), "visit": record("visit"), "check": nothing, "waive_check": nothing, "judge": keepJudgement,
		"preview": previewNotice, "post_notice": postNotice, "take_down": takeDown,
		"object": object, "settle_objection": settleObjection, "appeal": object,
		"mark_near_kin": marking(NearKin), "mark_hard": markHard,
		"award": award, "advance": advance,
		"grant": decide("grant"), "refuse": decide("refuse"), "terminate": decide("terminate"), "change": decide("change"), "suspend": decide("suspend"), "resume": decide("resume"),
		"grace": decide("grace"), "end": decide("end"), "keep": decide("keep"),
		"findings": findings, "confirm_preview": nothing, "inform": nothing, "hear": nothing, "account": account,
		"countersign": countersign, "taken_elsewhere": takenElsewhere, "follow": follow,
		"reopen": nothing, "correct": correct, "transfer": transfer, "rate": rate,
	}
}

func nothing(context.Context, *doing, *journal.Write) error { return nil }

func marking(mark string) effect {
	return func(_ context.Context, do *doing, _ *journal.Write) error {
		do.file.Case.mark(mark)
		return nil
	}
}

// markHard marks the case and gives its running clocks the longer limit.
func markHard(ctx context.Context, do *doing, w *journal.Write) error {
	do.file.Case.mark(Hard)
	if err := w.Tell(ctx, HardTopic, Hardship{Case: do.file.Case.ID, By: do.who.Name, Reason: do.values["reason"]}); err != nil {
		return err
	}
	for i := range do.file.Matter.Clocks {
		rule := &do.file.Matter.Clocks[i]
		if rule.Extended == "" {
			continue
		}
		err := eachClock(ctx, w, do.file, []string{rule.Name}, func(c *Clock) bool {
			n, err := do.desk.limit(ctx, w, do.file, rule, c.Started)
			if err != nil || n <= c.Units {
				return false
			}
			// What it stood still has been added to its end already.
			c.Due, c.Sure, err = do.desk.end(c.Unit, c.Due, n-c.Units)
			c.Units = n
			return err == nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// route sends the case to the division where the applicant is registered, gives
// it its number, and says who decides.
func route(ctx context.Context, do *doing, w *journal.Write) error {
	c, d := do.file.Case, do.desk
	if err := do.numbered(ctx, w); err != nil {
		return err
	}
	if do.file.Matter.Routing == "intake" {
		c.Division = c.Intake
	}
	if c.Submitted == 0 {
		c.Submitted = w.At()
	}
	if d.delegated(do.file.Matter, c.Division, day(w)) {
		c.mark(Delegated)
	}
	return nil
}

// record writes a visit down.
func record(kind string) effect {
	return func(ctx context.Context, do *doing, w *journal.Write) error {
		s := Survey{ID: db.NewID(), Opened: w.Seq(), Kind: kind, Day: day(w), Findings: do.values, Files: do.in.Files}
		if text := do.values["day"]; text != "" {
			visited, err := civil.ParseDate(text)
			if err != nil || visited > s.Day {
				return Faults{{"day", -1, "入户日期不能晚于今天（" + s.Day.Words() + "）。"}}
			}
			s.Day = visited
		}
		s.Surveyors = []string{do.who.Name, do.values["second"]}
		if s.Surveyors[1] == "" || s.Surveyors[0] == s.Surveyors[1] {
			return Faults{{"second", -1, "入户要两个人，请写明另一位是谁。"}}
		}
		sealed, err := do.desk.seal(place("case_survey", "findings", do.file.Case.County, s.ID), s.Findings)
		if err != nil {
			return err
		}
		do.file.Surveys = append(do.file.Surveys, s)
		return w.Open(ctx, surveyTable, s.ID, journal.Always, do.file.Case.ID, s.Kind, s.Day.String(), sealed,
			orNull(strings.Join(s.Surveyors, "、")), strings.Join(s.Files, " "))
	}
}

// previewNotice draws up what would be shown, for the family to see first.
func previewNotice(ctx context.Context, do *doing, w *journal.Write) error {
	f, d := do.file, do.desk
	if err := closeNotices(ctx, do, w, Preview); err != nil {
		return err
	}
	if f.Matter.Notice == nil {
		return nil
	}
	body := NoticeBody{Title: f.noticeTitle(), Office: d.Place(f.Case.Division.Township()), Where: f.Matter.Notice.Where}
	for _, shown := range f.Matter.Notice.Shows {
		switch shown {
		case "name":
			body.Name = f.Case.Name
		case "members":
			body.Members = len(f.Parties)
		case "amount":
			body.Amount = f.Case.Amount
		case "opinion":
			body.Opinion = "拟不予确认"
			if slices.Contains(do.action.Needs, "granting") {
				body.Opinion = "拟予确认"
			}
			if said := f.Matter.Notice.Says[do.action.Name]; said != "" {
				body.Opinion = said
			}
		case "village":
			body.Village = d.Place(f.Case.Division)
		}
	}
	return do.putNotice(ctx, w, Notice{ID: db.NewID(), Kind: "opinion", State: Preview, Village: f.Case.Division, Body: body})
}

// account keeps where the money goes to.
func account(ctx context.Context, do *doing, w *journal.Write) error {
	for _, name := range []string{"bank", "account", "holder", "capacity"} {
		do.file.Form.Family["payee."+name] = do.values[name]
	}
	do.step.Detail = nil // the number stands in the form alone
	return do.desk.writeForm(ctx, w, do.file.Case.Ref, &do.file.Form)
}

func (do *doing) putNotice(ctx context.Context, w *journal.Write, n Notice) error {
	body, err := json.Marshal(n.Body)
	if err != nil {
		return err
	}
	sum := sm3.Sum(body)
	n.Digest, n.Opened, n.Case = sum[:], w.Seq(), do.file.Case.ID
	do.file.Notices = append(do.file.Notices, n)
	shown := any(string(body))
	if n.State == Down {
		shown = nil
	}
	return w.Open(ctx, noticeTable, n.ID, journal.Always, n.Case, n.Kind, n.State, areaText(n.Village), shown, n.Digest,
		dayText(n.First), dayText(n.Last))
}

// closeNotices closes the case's notices of a state.
func closeNotices(ctx context.Context, do *doing, w *journal.Write, state string) error {
	kept := do.file.Notices[:0]
	for _, n := range do.file.Notices {
		if n.State != state {
			kept = append(kept, n)
			continue
		}
		if err := w.Close(ctx, noticeTable, n.ID, n.Opened); err != nil {
			return err
		}
	}
	do.file.Notices = kept
	return nil
}

// postNotice hangs out what the family has seen, unchanged, from today on.
func postNotice(ctx context.Context, do *doing, w *journal.Write) error {
	n := do.file.Notice("opinion")
	if n == nil || n.State != Preview {
		return civil.Refuse("notice_missing", "还没有公示内容：请先提出初审意见。")
	}
	posted := *n
	if err := closeNotices(ctx, do, w, Preview); err != nil {
		return err
	}
	days, err := do.desk.number(do.file.Case.Division.County(), do.file.Matter.Notice.Days, day(w))
	if err != nil {
		return err
	}
	posted.State, posted.First = Posted, day(w)
	posted.Last = posted.First.AddDays(int(days))
	return do.putNotice(ctx, w, posted)
}

// takeDown takes notices down: what they showed is no longer kept for the public.
func takeDown(ctx context.Context, do *doing, w *journal.Write) error {
	for _, n := range append([]Notice(nil), do.file.Notices...) {
		if n.State != Posted && n.State != Preview {
			continue
		}
		if err := closeNotices(ctx, do, w, n.State); err != nil {
			return err
		}
		n.State = Down
		if err := do.putNotice(ctx, w, n); err != nil {
			return err
		}
	}
	return nil
}

// object takes an objection to a notice, or an application for review of a decision.
func object(ctx context.Context, do *doing, w *journal.Write) error {
	o := Objection{ID: db.NewID(), Opened: w.Seq(), Kind: "notice", State: "open",
		Said: ObjectionWords{Who: do.values["objector"], Words: do.values["words"], Contact: do.values["objector_phone"]}}
	if o.Said.Words == "" {
		o.Said.Words = do.values["reason"]
	}
	for _, word := range do.action.Does {
		if word == "appeal" {
			o.Kind = "decision"
		}
	}
	if o.Said.Words == "" {
		return Faults{{"words", -1, "请写明有什么不同意见。"}}
	}
	do.file.Case.mark(Complaint)
	sealed, err := do.desk.seal(place("case_objection", "words", do.file.Case.County, o.ID), o.Said)
	if err != nil {
		return err
	}
	// What the objector wrote stands in the objection, sealed, and not in the timeline.
	do.step.Words, do.step.Detail = "", nil
	do.file.Objections = append(do.file.Objections, o)
	return w.Open(ctx, objectionTable, o.ID, journal.Always, do.file.Case.ID, o.Kind, o.State, sealed, nil)
}

// settleObjection answers all that is open.
func settleObjection(ctx context.Context, do *doing, w *journal.Write) error {
	state := "rejected"
	if do.values["upheld"] == "yes" {
		state = "upheld"
	}
	for i := range do.file.Objections {
		o := &do.file.Objections[i]
		if o.State != "open" {
			continue
		}
		if err := w.Close(ctx, objectionTable, o.ID, o.Opened); err != nil {
			return err
		}
		o.State, o.Result, o.Opened = state, do.words(), w.Seq()
		sealed, err := do.desk.seal(place("case_objection", "words", do.file.Case.County, o.ID), o.Said)
		if err != nil {
			return err
		}
		if err := w.Open(ctx, objectionTable, o.ID, journal.Always, do.file.Case.ID, o.Kind, o.State, sealed, orNull(o.Result)); err != nil {
			return err
		}
	}
	return nil
}

func rate(ctx context.Context, do *doing, w *journal.Write) error {
	grade := int64(0)
	for i := range do.action.Form {
		f := &do.action.Form[i]
		if at, known := f.Code(do.values["grade"]); f.Name == "grade" && known {
			if _, err := fmt.Sscan(f.Codes[at].Input, &grade); err != nil {
				return err
			}
		}
	}
	if grade < 1 || grade > 5 {
		return Faults{{"grade", -1, "请从五个等级里选一个。"}}
	}
	if err := w.Tell(ctx, RatedTopic, Rated{Case: do.file.Case.ID, Step: do.step.ID, Grade: grade}); err != nil {
		return err
	}
	return w.Open(ctx, ratingTable, db.NewID(), journal.Always, do.file.Case.ID, do.step.ID, grade, orNull(do.values["words"]))
}

// seedBytes is the length of a seed for drawing lots.
const seedBytes = 16

func newSeed() (string, error) {
	seed := make([]byte, seedBytes)
	if _, err := rand.Read(seed); err != nil {
		return "", err
	}
	return hex.EncodeToString(seed), nil
}
