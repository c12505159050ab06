package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Input is an action as somebody sends it.
type Input struct {
	Case   register.Ref
	Action string
	Seen   int64             // Opened of the version he had before him
	Once   string            // key of the form that was sent; a second time does nothing
	Values map[string]string // the action's form, as typed
	Files  []string          // ids of attachments that came with it
	Person register.Ref      // whom it is about, where an action concerns one member
	Form   *Answers          // the whole form, where an action takes it (submit)
}

// Done is what came of an action.
type Done struct {
	Case   register.Ref
	Number string
	Step   string // id
	Stage  string
	Again  bool   // it had been done before, by the same form
	Letter string // id of the letter it made, or empty
}

// Do does an action. Nothing else changes the stage of a case.
//
// It refuses (NotFound) a case that is not the visitor's, (Denied) an action he
// may not do at this stage, (Stale) one that rests on a version somebody has
// changed meanwhile, and (Invalid) one whose form or whose needs are not
// fulfilled, with everything that is lacking.
func (d *Desk) Do(ctx context.Context, who Who, in Input) (Done, error) {
	for attempt := 1; ; attempt++ {
		if done, again, err := d.doneBefore(ctx, who, in); err != nil || again {
			return done, err
		}
		f, err := d.Open(ctx, who, in.Case)
		if err != nil {
			return Done{}, err
		}
		done, err := d.act(ctx, who, f, in)
		if err == nil {
			return done, nil
		}
		// What came between may have been this same form, sent twice at once.
		if done, again, lookErr := d.doneBefore(ctx, who, in); lookErr == nil && again {
			return done, nil
		}
		if attempt == attemptsMost || !overtaken(err) {
			return done, err
		}
	}
}

// attemptsMost is how often an action is tried when the case changes between
// reading and writing, as it does when a form saves itself while it is sent. What
// the new state means for the action is looked at anew each time.
const attemptsMost = 3

// overtaken says whether an act failed only because another came between.
func overtaken(err error) bool {
	var refused *civil.Error
	return errors.As(err, &refused) && refused.Code == "changed_meanwhile"
}

// act does an action on a case that was read.
func (d *Desk) act(ctx context.Context, who Who, f *File, in Input) (Done, error) {
	a := f.Matter.Action(in.Action)
	if a == nil {
		return Done{}, actionUnknown()
	}
	unit, may := d.may(f, who, a)
	if !may {
		return Done{}, d.refuseAction(f, who, a)
	}
	if in.Seen != 0 && in.Seen != f.Case.Opened {
		return Done{}, d.stale(f)
	}
	do := &doing{desk: d, who: who, in: in, file: f, action: a, unit: unit}
	if err := do.read(); err != nil {
		return Done{}, err
	}
	if err := do.prepare(ctx); err != nil {
		return Done{}, err
	}
	if lacking := d.Lacking(ctx, f, who, a, do.values); len(lacking) > 0 {
		return Done{}, lacking.faults()
	}
	return do.write(ctx)
}

// doneBefore finds what the same form did the first time it was sent.
func (d *Desk) doneBefore(ctx context.Context, who Who, in Input) (done Done, again bool, err error) {
	if in.Once == "" {
		return done, false, nil
	}
	done = Done{Case: register.Ref{County: in.Case.County}, Again: true}
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		_, again, err = db.One(ctx, q, func(row db.Row) (struct{}, error) { return struct{}{}, row.Scan(&done.Step, &done.Case.ID) },
			selectOnce, in.Case.County, onceKey(who, in))
		if err != nil || !again {
			return err
		}
		c, _, err := db.One(ctx, q, scanCase, selectCase, done.Case.County, done.Case.ID)
		if err == nil && c != nil {
			done.Number, done.Stage = c.Number, c.Stage
		}
		return err
	})
	return done, again, err
}

// sentBefore says whether a form has acted already.
func (d *Desk) sentBefore(ctx context.Context, q db.Query, who Who, in Input) (bool, error) {
	if in.Once == "" {
		return false, nil
	}
	_, sent, err := db.One(ctx, q, func(row db.Row) (id string, err error) { return id, row.Scan(&id, new(string)) },
		selectOnce, in.Case.County, onceKey(who, in))
	return sent, err
}

// onceKey keeps the keys of different visitors apart.
func onceKey(who Who, in Input) string {
	if in.Once == "" {
		return ""
	}
	return who.Actor + " " + in.Action + " " + in.Once
}

func actionUnknown() error {
	return &civil.Error{Kind: civil.NotFound, Code: "action_unknown", Message: "这个事项没有这一步，请从页面上的按钮办理。"}
}

// refuseAction says why somebody may not do an action now.
func (d *Desk) refuseAction(f *File, who Who, a *pack.Action) error {
	if f.from(a) {
		return &civil.Error{Kind: civil.Denied, Code: "action_denied", Message: "“" + a.Title + "”不由您办理。如需代办，请联系本单位负责人授权。"}
	}
	message := fmt.Sprintf("这件事现在是“%s”，不能再办理“%s”。", f.stageTitle(), a.Title)
	if step := f.lastStep(); step != nil && who.Staff != "" {
		message += fmt.Sprintf("上一步是%s%s办的“%s”，请先看办理记录。", clockTime(step.At), step.ActorName, step.Title)
	}
	return civil.Conflict.Refuse("action_stage", "%s", message)
}

// stale says who was faster.
func (d *Desk) stale(f *File) error {
	message := "这件事刚刚被别人办过，请重新打开，看过再办。"
	if step := f.lastStep(); step != nil {
		message = fmt.Sprintf("%s%s办理了“%s”。请先看改动，再决定怎么办。", clockTime(step.At), step.ActorName, step.Title)
	}
	return &civil.Error{Kind: civil.Stale, Code: "case_changed", Message: message}
}

// clockTime is when something was done, to the minute.
func clockTime(at civil.Instant) string {
	_, time, _ := strings.Cut(at.String(), " ")
	if len(time) < 5 {
		return ""
	}
	return at.Date().Words() + time[:5]
}

func (f *File) lastStep() *Step {
	if len(f.Steps) == 0 {
		return nil
	}
	return &f.Steps[len(f.Steps)-1]
}

func (f *File) stageTitle() string {
	if s := f.Stage(); s != nil {
		return s.Title
	}
	return f.Case.Stage
}

// doing is one action being done.
type doing struct {
	desk   *Desk
	who    Who
	in     Input
	file   *File
	action *pack.Action
	unit   civil.Area
	values map[string]string // the action's form, canonical
	judged *judgedCase       // of the effect judge, computed before the act
	letter string
	step   Step

	response *Response // whose limits what is given was held to; nil: the usual ones
}

// read understands the action's form; all that is wrong at once.
func (do *doing) read() error {
	do.values = map[string]string{}
	var faults Faults
	if reason := strings.TrimSpace(do.in.Values["reason"]); reason != "" {
		if len([]rune(reason)) > reasonLongest {
			faults = append(faults, Fault{"reason", -1, fmt.Sprintf("理由请写在%d个字以内。", reasonLongest)})
		}
		do.values["reason"] = reason
	}
	for i := range do.action.Form {
		f := &do.action.Form[i]
		typed := strings.TrimSpace(do.in.Values[f.Name])
		if len(f.Counts) > 0 || !asked(f, do.in.Values) {
			continue
		}
		if typed == "" {
			if f.Required {
				faults = append(faults, Fault{f.Name, -1, "请填写" + f.Label + "。"})
			}
			continue
		}
		value, err := Read(&f.Field, typed)
		if err != nil {
			faults = append(faults, Fault{f.Name, -1, messageOf(err)})
			continue
		}
		do.values[f.Name] = value
	}
	do.count()
	return faults.none()
}

// asked says whether a question of an action's form is asked.
func asked(f *pack.FormField, values map[string]string) bool {
	if f.When == "" {
		return true
	}
	name, want := cut(f.When)
	return values[name] == want
}

// write does the action as one act.
func (do *doing) write(ctx context.Context) (done Done, err error) {
	h := journal.Header{
		County: do.in.Case.County, Kind: "case." + do.action.Name, Actor: do.who.Actor, Purpose: string(do.who.Purpose),
		Note: do.who.OnBehalf, Durable: do.durable(),
	}
	before := do.file
	_, err = do.desk.journal.Do(ctx, h, func(w *journal.Write) error {
		// An act may run again after a conflict between writers: it starts from
		// the case as it was read.
		f := before.copy()
		do.file, do.letter = f, ""
		if err := do.apply(ctx, w); err != nil {
			return err
		}
		done = Done{Case: f.Case.Ref, Number: f.Case.Number, Step: do.step.ID, Stage: f.Case.Stage, Letter: do.letter}
		return nil
	})
	return done, err
}

// durable says whether the act must be on the disk before anybody is told.
func (do *doing) durable() bool { return do.action.Danger || len(do.action.Does) > 0 }

func (do *doing) apply(ctx context.Context, w *journal.Write) error {
	f, a, d := do.file, do.action, do.desk
	seen := f.Case.Opened
	if err := w.Close(ctx, caseTable, f.Case.ID, seen); err != nil {
		return err
	}
	f.Case.Opened = w.Seq()
	do.step = Step{
		ID: db.NewID(), Opened: w.Seq(), N: int64(len(f.Steps)) + 1, Action: a.Name, Title: a.Title, From: f.Case.Stage,
		Actor: do.who.Actor, ActorName: do.who.Name, Unit: do.unit, Words: do.words(), Detail: do.values, At: w.At(),
	}
	if a.To != "" && a.To != f.Case.Stage {
		f.Case.Stage, f.Case.Since = a.To, w.At()
		f.Case.Assignee = ""
	}
	for _, word := range a.Does {
		if err := effects[word](ctx, do, w); err != nil {
			return err
		}
	}
	if slices.Contains(a.Does, "declare") {
		if err := do.tellWard(ctx, w); err != nil {
			return err
		}
	}
	if err := d.runClocks(ctx, w, f, a, day(w)); err != nil {
		return err
	}
	if err := do.writeLetter(ctx, w); err != nil {
		return err
	}
	f.settle()
	do.step.To = f.Case.Stage
	if err := do.writeStep(ctx, w); err != nil {
		return err
	}
	if err := do.tellOrigin(ctx, w); err != nil {
		return err
	}
	stepped := Stepped{Case: f.Case.ID, Matter: f.Matter.Name, Action: a.Name, From: do.step.From, To: do.step.To, Awaits: f.Case.Awaits}
	if err := w.Tell(ctx, SteppedTopic, stepped); err != nil {
		return err
	}
	return w.Open(ctx, caseTable, f.Case.ID, journal.Always, f.Case.row()...)
}

// SteppedTopic is the news that something was done in a case, for programs that show
// a family how far it has come.
const SteppedTopic = "casework.stepped"

// Stepped is its body.
type Stepped struct {
	Case   string `json:"case"`
	Matter string `json:"matter"`
	Action string `json:"action"`
	From   string `json:"from"`
	To     string `json:"to"`
	Awaits string `json:"awaits"`
}

// settle works out what follows from the stage: who has to act, by when.
func (f *File) settle() {
	f.settleDue()
	f.Case.Awaits = "nobody"
	if s := f.Stage(); s != nil {
		f.Case.Awaits = s.With
		if s.With == "decider" {
			f.Case.Awaits = string(County)
			if f.Case.Marked(Delegated) {
				f.Case.Awaits = string(Town)
			}
		}
	}
}

// words is the opinion or reason of an action, for the timeline.
func (do *doing) words() string {
	for _, name := range []string{"opinion", "reason", "words", "findings"} {
		if text := do.values[name]; text != "" {
			return text
		}
	}
	return ""
}

func (do *doing) writeStep(ctx context.Context, w *journal.Write) error {
	s := &do.step
	var detail any
	if len(s.Detail) > 0 {
		sealed, err := do.desk.seal(place("case_step", "detail", do.file.Case.County, s.ID), s.Detail)
		if err != nil {
			return err
		}
		detail = sealed
	}
	unit := ""
	if s.Unit != 0 {
		unit = areaText(s.Unit)
	}
	return w.Open(ctx, stepTable, s.ID, journal.Always, do.file.Case.ID, s.N, s.Action, s.Title, s.From, s.To,
		orNull(s.ActorName), unit, orNull(s.Words), detail, onceKey(do.who, do.in))
}

// copy is a file that may be changed without changing this one. Effects change
// the case, its lists and their items, and replace the rest.
func (f *File) copy() *File {
	g := *f
	c := *f.Case
	c.Marks = append([]string(nil), f.Case.Marks...)
	g.Case = &c
	g.Parties = append([]Party(nil), f.Parties...)
	g.Papers = append([]Paper(nil), f.Papers...)
	g.Clocks = append([]Clock(nil), f.Clocks...)
	g.Surveys = append([]Survey(nil), f.Surveys...)
	g.Judgements = append([]Judgement(nil), f.Judgements...)
	g.Notices = append([]Notice(nil), f.Notices...)
	g.Objections = append([]Objection(nil), f.Objections...)
	g.Decisions = append([]Decision(nil), f.Decisions...)
	g.Letters = append([]Letter(nil), f.Letters...)
	return &g
}
