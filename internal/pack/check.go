package pack

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// order puts every pack after those it needs; a circle or an absent pack is a
// problem. Packs that do not depend on each other stay in the order of their paths.
func (l *loader) order(folders []*folder) []*folder {
	byName := map[string]*folder{}
	var names []string
	for _, f := range folders {
		byName[f.pack.Name] = f
		names = append(names, f.pack.Name)
	}
	sound := len(l.list) == 0 // else a pack may be absent because its pack.yaml could not be read
	for _, n := range l.needs {
		if f := byName[n.by.Name]; f == nil || f.pack != n.by {
			continue
		}
		if byName[n.name] == nil && sound {
			l.refuseAt(n.at, "unknown_pack", "包“%s”需要的“%s”不在这里；已有的包：%s。", n.by.Name, n.name, strings.Join(names, "、"))
		}
	}
	var list []*folder
	state := map[*folder]uint8{} // 1 being placed, 2 placed
	var put func(f *folder)
	put = func(f *folder) {
		switch state[f] {
		case 1:
			l.refuseAt(f.pack.Place, "pack_cycle", "包“%s”的 needs 绕了一圈又需要自己，请去掉其中一处。", f.pack.Name)
			return
		case 2:
			return
		}
		state[f] = 1
		for _, name := range f.pack.Needs {
			if needed := byName[name]; needed != nil {
				put(needed)
			}
		}
		state[f] = 2
		list = append(list, f)
	}
	for _, f := range folders {
		put(f)
	}
	return list
}

// check holds the parts of all packs against each other.
func (l *loader) check() {
	c := l.catalogue
	for _, u := range l.uses {
		if c.Programme(u.programme) == nil {
			u.node.unknown("unknown_programme", "待遇", u.programme, c.programmeNames())
		}
	}
	if l.checkFormulas() && len(l.list) == 0 {
		l.checkComputed()
	}
}

// checkFormulas resolves the names each formula reads and refuses circles.
func (l *loader) checkFormulas() bool {
	c := l.catalogue
	ok := true
	for _, d := range c.declarations {
		if d.Formula == nil {
			continue
		}
		inputs, known := map[string]bool{}, true
		for _, r := range references(*d.Formula) {
			if c.named[r.name] == nil {
				l.unknownInput(d, r)
				known = false
				continue
			}
			inputs[r.name] = true
		}
		d.inputs = sorted(inputs)
		if len(inputs) == 0 && d.Formula.Text != "" && known {
			l.refuseAt(placeOf(*d.Formula), "formula_constant", "公式没有读取任何参数；固定的数请写成 values 里的值。")
			known = false
		}
		ok = ok && known
	}
	return ok && l.checkCycles()
}

func (l *loader) unknownInput(d *Declaration, r reference) {
	at := Place{d.Formula.File, r.line, r.column}
	if strings.Contains(r.name, ".") {
		l.refuseAt(at, "formula_fact", "参数公式只能读取参数，不能读取“%s”。", r.name)
		return
	}
	if near := rule.Nearest(r.name, l.catalogue.declared()); near != "" {
		l.refuseAt(at, "unknown_parameter", "没有名为“%s”的参数，是不是“%s”？", r.name, near)
		return
	}
	l.refuseAt(at, "unknown_parameter", "没有名为“%s”的参数。", r.name)
}

// checkCycles refuses a formula that reads itself, directly or through others.
func (l *loader) checkCycles() bool {
	c := l.catalogue
	state := map[string]uint8{} // 1 being followed, 2 done
	var path []string
	ok := true
	var follow func(d *Declaration)
	follow = func(d *Declaration) {
		switch state[d.Name] {
		case 1:
			circle := append(slices.Clone(path[slices.Index(path, d.Name):]), d.Name)
			l.refuseAt(placeOf(*d.Formula), "formula_cycle", "公式绕了一圈又读到自己：%s。", strings.Join(circle, " → "))
			ok = false
			return
		case 2:
			return
		}
		state[d.Name] = 1
		path = append(path, d.Name)
		for _, input := range d.inputs {
			follow(c.named[input])
		}
		path = path[:len(path)-1]
		state[d.Name] = 2
	}
	for _, d := range c.declarations {
		follow(d)
	}
	return ok
}

// checkComputed evaluates every formula for every region with values of its own
// on every day on which a value begins there or in a wider region, so that no
// formula can fail later.
func (l *loader) checkComputed() {
	c := l.catalogue
	days := map[string]map[civil.Date]bool{} // by region
	for _, values := range c.values {
		for _, v := range values {
			if days[v.Region] == nil {
				days[v.Region] = map[civil.Date]bool{}
			}
			days[v.Region][v.Since] = true
		}
	}
	for _, region := range slices.Sorted(maps.Keys(days)) {
		own := map[civil.Date]bool{}
		for _, wider := range chain(region) {
			maps.Copy(own, days[wider])
		}
		for _, day := range slices.Sorted(maps.Keys(own)) {
			r := c.resolver(region, day, nil)
			for _, d := range c.declarations {
				if _, err := r.resolve(d); err != nil {
					l.computed(d, err)
				}
			}
		}
	}
}

// computed reports what the rule compiler said about a formula.
func (l *loader) computed(d *Declaration, err error) {
	var list rule.CompileErrors
	if !errors.As(err, &list) {
		l.refuseAt(placeOf(*d.Formula), "formula", "公式无法计算：%s。", err.Error())
		return
	}
	for _, e := range list {
		l.refuseAt(Place{d.Formula.File, e.Line, e.Column}, e.Code, "%s", e.Message)
	}
}

func placeOf(s rule.Source) Place { return Place{s.File, s.Line, s.Column} }
