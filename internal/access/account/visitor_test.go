package account

import (
	"slices"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
)

// standIn is somebody of a town who stands in for a county officer.
func standIn() *Visitor {
	return &Visitor{Kind: Staff, ID: "b", Actor: "staff:b", Posts: []Post{
		{Role: Town, Division: town},
		{Role: County, Division: chongchuan, Whose: "a", WhoseName: "王芳"},
	}}
}

func TestAnActUnderADelegationNamesBoth(t *testing.T) {
	t.Parallel()
	alone := &Visitor{Kind: Staff, Actor: "staff:b", Posts: []Post{{Role: Town, Division: town}}}
	two := standIn()
	two.Posts = append(two.Posts[1:], Post{Role: Auditor, Division: chongchuan, Whose: "0a"})
	for _, c := range []struct {
		name   string
		v      *Visitor
		county string
		want   string
	}{
		{"nobody is stood in for", alone, "320613", ""},
		{"it may be either", standIn(), "320613", "本人，兼代staff:a"},
		{"the other's post is needed", standIn().Under(otherTown), "320613", "代staff:a"},
		{"the own post suffices", standIn().Under(village), "320613", ""},
		{"the own post has not the role", standIn().Under(village, County), "320613", "代staff:a"},
		{"another county", standIn(), "320602", ""},
		{"no county", standIn().Under(otherTown), "000000", "代staff:a"},
		{"two are stood in for", two, "320613", "代staff:0a、staff:a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := c.v.Header("case.decide", "application", c.county)
			wantText(t, "the note", h.Note, c.want)
			if h.Actor != "staff:b" || h.County != c.county || h.Kind != "case.decide" || h.Purpose != "application" {
				t.Errorf("the header is %+v", h)
			}
		})
	}
}

func TestUnderAPostOneHasNotOneMayDoNothing(t *testing.T) {
	t.Parallel()
	for _, v := range []*Visitor{standIn().Under(nantong), standIn().Under(town, Finance), standIn().Under(0)} {
		if v.Plays() || !v.Scope().None() || v.Viewer("application").Check() == nil {
			t.Errorf("posts are left: %+v", v.Posts)
		}
	}
	if v := standIn(); len(v.Under(village).Posts) != 1 || len(v.Posts) != 2 {
		t.Error("narrowing a visitor changed the visitor")
	}
}

func TestAViewerHasOnlyThePostsThatServeThePurpose(t *testing.T) {
	t.Parallel()
	v := &Visitor{Kind: Staff, Actor: "staff:b", Posts: []Post{
		{Role: Town, Division: town}, {Role: Finance, Division: chongchuan}, {Role: Administrator, Division: nantong},
	}}
	for _, c := range []struct {
		purpose access.Purpose
		roles   []access.Role
		scope   string
	}{
		{"application", []access.Role{Town}, "320613001"},
		{"payment", []access.Role{Town, Finance}, "320613"},
		{"security", nil, ""},
		{"self", nil, ""},
	} {
		got := v.Viewer(c.purpose)
		if !slices.Equal(got.Roles, c.roles) || got.Scope().String() != c.scope || (got.Check() == nil) != (c.scope != "") {
			t.Errorf("for %s the viewer is %+v", c.purpose, got)
		}
		if v.May(c.purpose) != (c.scope != "") {
			t.Errorf("the visitor may %s: %v", c.purpose, v.May(c.purpose))
		}
	}
}

func TestAnAdministratorSeesAccountsAndNobody(t *testing.T) {
	t.Parallel()
	v := &Visitor{Kind: Staff, Actor: "staff:b", Posts: []Post{{Role: Administrator, Division: chongchuan}}}
	if !v.Scope().None() {
		t.Errorf("the scope is %s", v.Scope())
	}
	for _, p := range access.Purposes() {
		if v.Viewer(p.Code).Check() == nil {
			t.Errorf("an administrator may look at people for %s", p.Code)
		}
	}
	wantText(t, "what is administered", v.Administers().String(), "320613")
	wantCode(t, v.MayAppoint(Post{Role: Town, Division: town}), "")
	wantCode(t, v.MayAppoint(Post{Role: Town, Division: town}, Post{Role: City, Division: nantong}), "appoint_outside")
	wantCode(t, standIn().MayAppoint(Post{Role: Town, Division: town}), "appoint_outside")
}

func TestTheTableOfRolesIsWhole(t *testing.T) {
	t.Parallel()
	for _, role := range []access.Role{City, County, Town, Village, Department, Finance, Auditor, Administrator, Hotline} {
		entry := roleOf(role)
		if entry.Title == "" || len(entry.Levels) == 0 {
			t.Errorf("role %s is not in the table", role)
		}
		if entry.People == (len(entry.Purposes) == 0) {
			t.Errorf("role %s sees people: %v, for %v", role, entry.People, entry.Purposes)
		}
	}
	if len(Roles()) != 9 {
		t.Errorf("the table has %d roles", len(Roles()))
	}
}

func TestADamagedTableOfRolesPermitsNothing(t *testing.T) {
	t.Parallel()
	const head = "role,title,levels,people,purposes\n"
	for _, c := range []struct{ name, table string }{
		{"nothing", ""},
		{"another form", "role,title\ntown,乡镇\n"},
		{"an unknown level", head + "town,乡镇经办,street,yes,application\n"},
		{"an unknown purpose", head + "town,乡镇经办,township,yes,curiosity\n"},
		{"no level", head + "town,乡镇经办,,yes,application\n"},
	} {
		if list := readRoles([]byte(c.table)); len(list) != 0 {
			t.Errorf("%s: %+v", c.name, list)
		}
	}
	if p := (Post{Role: "nobody", Division: town}); allows(p, "application") || p.Check() == nil {
		t.Error("an unknown role permits something")
	}
}

func TestAPostIsOfTheLevelItsRoleIsFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		post Post
		want string
	}{
		{"a city", Post{Role: City, Division: nantong}, ""},
		{"a county", Post{Role: County, Division: chongchuan}, ""},
		{"a town", Post{Role: Town, Division: town}, ""},
		{"a village", Post{Role: Village, Division: village}, ""},
		{"a town for a county", Post{Role: County, Division: town}, "post_level"},
		{"a county for a town", Post{Role: Town, Division: chongchuan}, "post_level"},
		{"no division", Post{Role: Town}, "post_division"},
		{"no role", Post{Division: town}, "post_role"},
		{"an end before the beginning", Post{Role: Town, Division: town, Valid: Span{20, 19}}, "post_span"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			wantCode(t, c.post.Check(), c.want)
		})
	}
}

func TestASpanHoldsFromItsFirstDayToItsLast(t *testing.T) {
	t.Parallel()
	always := Span{}
	if !always.Holds(civil.LastDate) || !always.Holds(0) || !always.Covers(Span{5, 6}) || (Span{5, 6}).Covers(always) {
		t.Error("an open span does not hold always")
	}
	for day, want := range map[civil.Date]bool{4: false, 5: true, 6: true, 7: false} {
		if (Span{5, 6}).Holds(day) != want {
			t.Errorf("day %d holds: %v", day, !want)
		}
	}
}
