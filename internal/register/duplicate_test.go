package register

import (
	"slices"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

func TestTwoRecordsAreComparedByWhatTheySay(t *testing.T) {
	t.Parallel()
	birth, other := day(t, "1980-01-02"), day(t, "1980-02-01")
	base := Likeness{Ref: Ref{chongchuan, "a"}, Name: "张伟", Birth: birth, HasDay: true, Sex: "M"}
	with := func(change func(*Likeness)) Likeness {
		l := base
		l.Ref.ID = "b"
		change(&l)
		return l
	}
	first := with(func(l *Likeness) { l.Ref.ID, l.IDIndex = "a", []byte{1} })
	for _, c := range []struct {
		name  string
		a, b  Likeness
		want  []Reason
		score int
	}{
		{"one number", first, with(func(l *Likeness) { l.IDIndex, l.Name = []byte{1}, "王芳" }), []Reason{AlikeNumber}, 95},
		{"one number and one name", first, with(func(l *Likeness) { l.IDIndex = []byte{1} }), []Reason{AlikeNumber, AlikeName}, 100},
		{"one name and one birthday, a number on one side", first, with(func(l *Likeness) {}), []Reason{AlikeName, LacksNumber}, 85},
		{"one name and one birthday, two numbers", first, with(func(l *Likeness) { l.IDIndex = []byte{2} }), []Reason{AlikeName, UnlikeNumber}, 30},
		{"the traditional form", base, with(func(l *Likeness) { l.Name = "張偉" }), []Reason{AlikeVariant, LacksNumber}, 75},
		{"a pair that is often confused", with(func(l *Likeness) { l.Ref.ID, l.Name = "a", "王堃" }), with(func(l *Likeness) { l.Name = "王坤" }), []Reason{AlikeVariant, LacksNumber}, 75},
		{"the same sound", base, with(func(l *Likeness) { l.Name = "章炜" }), []Reason{AlikeSound, LacksNumber}, 55},
		{"the same sound, another sex, one telephone", with(func(l *Likeness) { l.Ref.ID, l.Phone = "a", []byte{7} }),
			with(func(l *Likeness) { l.Name, l.Sex, l.Phone = "章玮", "F", []byte{7} }), []Reason{AlikeSound, AlikePhone, UnlikeSex, LacksNumber}, 55},
		{"another birthday", base, with(func(l *Likeness) { l.Birth = other }), nil, 0},
		{"no birthday", base, with(func(l *Likeness) { l.HasDay = false }), nil, 0},
		{"another name", base, with(func(l *Likeness) { l.Name = "李强" }), nil, 0},
		{"no number on either side is not one number", with(func(l *Likeness) { l.Ref.ID, l.Name = "a", "甲" }), with(func(l *Likeness) {}), nil, 0},
		{"a record and itself", base, base, nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, order := range [][2]Likeness{{c.a, c.b}, {c.b, c.a}} {
				pair, alike := Compare(order[0], order[1])
				if alike != (c.want != nil) || !slices.Equal(pair.Reasons, c.want) || pair.Score != c.score {
					t.Errorf("got %v %d, want %v %d", pair.Reasons, pair.Score, c.want, c.score)
				}
				if alike && (pair.A.ID != "a" || pair.B.ID != "b") {
					t.Errorf("the pair is not in order: %v %v", pair.A, pair.B)
				}
				for _, reason := range pair.Reasons {
					if reason.String() == "" {
						t.Errorf("%s says nothing to a clerk", string(reason))
					}
				}
			}
		})
	}
}

func TestWhoeverIsAlikeByNameSharesAKey(t *testing.T) {
	t.Parallel()
	birth := civil.Date(1000)
	for _, pair := range [][2]string{{"张伟", "張偉"}, {"王堃", "王坤"}, {"单雄信", "單雄信"}, {"张伟", "章炜"}, {"John Smith", "JOHN SMITH"}, {"李峩", "李峨"}} {
		if TwinKey(pair[0], birth) != TwinKey(pair[1], birth) {
			t.Errorf("%s and %s are never compared", pair[0], pair[1])
		}
	}
	if TwinKey("张伟", birth) == TwinKey("张伟", birth+1) || TwinKey("张伟", birth) == TwinKey("李强", birth) {
		t.Error("strangers share a key")
	}
}

func TestAPlaceholderIsNamedInsteadOfCompared(t *testing.T) {
	t.Parallel()
	var list []Likeness
	for i := range groupMax + 1 {
		list = append(list, Likeness{Ref: Ref{chongchuan, string(rune('a' + i))}, Name: "无名氏", HasDay: true})
	}
	pairs, crowds := Pairs(list)
	if len(pairs) != 0 || len(crowds) != 1 || crowds[0].Count != groupMax+1 {
		t.Errorf("got %d pairs and crowds %v", len(pairs), crowds)
	}
	pairs, crowds = Pairs(list[:groupMax])
	if len(pairs) != groupMax*(groupMax-1)/2 || len(crowds) != 0 {
		t.Errorf("at the limit: %d pairs and crowds %v", len(pairs), crowds)
	}
}

func TestDuplicatesAreFoundOverCountiesAndDecidedOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		birth := dayPointer(t, "1980-01-02")
		id := number(t, "1980-01-02", 1)
		a := w.person(Person{Name: "张伟", Birth: birth, IDNumber: id, Division: wenfeng})
		b := w.person(Person{Name: "張偉", Birth: birth, Division: hexing})
		c := w.person(Person{Name: "王芳", Birth: birth, IDNumber: id, Division: jinsha})
		w.person(Person{Name: "张伟", Birth: dayPointer(t, "1981-01-02"), Division: wenfeng})
		w.index()
		city := clerk(320600000000)
		expect := func(name string, viewer access.Viewer, want ...[2]Ref) {
			t.Helper()
			var got [][2]Ref
			err := w.Duplicates(t.Context(), viewer, func(p Pair) error {
				got = append(got, [2]Ref{p.A, p.B})
				return nil
			}, func(Crowd) error { t.Error("a crowd"); return nil })
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: got %v, want %v (%v)", name, got, want, err)
			}
		}
		expect("the whole city", city, [2]Ref{c, a}, [2]Ref{a, b})
		expect("one county", clerk(320613000000), [2]Ref{a, b})
		expect("one township", clerk(wenfeng))
		w.act(chongchuan, func(act *journal.Write) error { return w.KeepApart(t.Context(), act, b, a, "不同的人") })
		expect("a pair that was kept apart", city, [2]Ref{c, a})
		w.act(tongzhou, func(act *journal.Write) error {
			return w.Merge(t.Context(), act, PersonKind, c, a, "证件号码相同")
		})
		expect("a pair that was merged", city)
		w.act(tongzhou, func(act *journal.Write) error { return w.Unmerge(t.Context(), act, c) })
		expect("a merge that was undone", city, [2]Ref{c, a})
		if err := w.Duplicates(t.Context(), access.Viewer{Actor: "x"}, nil, nil); code(err) != "purpose_required" {
			t.Errorf("without purpose: %v", err)
		}
		pairs, err := w.Alike(t.Context(), city, Person{Name: "章玮", Birth: birth})
		if err != nil || len(pairs) != 2 {
			t.Errorf("somebody about to be registered is like %v (%v)", pairs, err)
		}
		w.verify()
	})
}

func TestAPairThatSharesTwoKeysComesOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		birth, id := dayPointer(t, "1980-01-02"), number(t, "1980-01-02", 1)
		w.person(Person{Name: "张伟", Birth: birth, IDNumber: id, Division: wenfeng})
		w.person(Person{Name: "张伟", Birth: birth, IDNumber: id, Division: wenfeng})
		w.index()
		count := 0
		err := w.Duplicates(t.Context(), clerk(wenfeng), func(Pair) error { count++; return nil }, nil)
		if err != nil || count != 1 {
			t.Errorf("the pair came %d times (%v)", count, err)
		}
	})
}
