package app

import (
	"fmt"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/register"
)

// searchCommand finds persons in the register, as a clerk may.
type searchCommand struct {
	storeFlags `embed:""`
	actorFlags `embed:""`

	Scope   []string `required:"" help:"查看人管辖的区划代码，可以给几个。" placeholder:"CODE"`
	Purpose string   `required:"" help:"为哪项业务查看：application 办理申请、review 动态管理、verification 经济状况核对、visit 走访探访、inspection 监督检查 等。" placeholder:"CODE"`
	Size    int      `default:"20" help:"一页几人，1 到 100。"`
	After   string   `help:"上一页末尾给出的位置。" placeholder:"NEXT"`
	Text    string   `arg:"" help:"姓名、姓名中的两个字、拼音首字母、身份证号或其后四位、住址。"`
}

// foundPerson is a person as a list shows him.
type foundPerson struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Sex      string `json:"sex"`
	Birth    string `json:"birth_date"`
	Number   string `json:"id_number"` // masked
	Address  string `json:"address"`
	Division string `json:"division"`
}

// Run searches. The look is written down.
func (c *searchCommand) Run(s *session) error {
	ctx, stop := interruptible()
	defer stop()
	viewer := access.Viewer{Actor: c.actor(), Purpose: access.Purpose(c.Purpose)}
	for _, code := range c.Scope {
		area, err := civil.ParseArea(code)
		if err != nil {
			return err
		}
		viewer.Divisions = append(viewer.Divisions, area)
	}
	o, err := c.openStore(s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	found, err := o.register.Search(ctx, viewer, c.Text, register.Page{Size: c.Size, After: c.After})
	if err != nil {
		return err
	}
	list := make([]foundPerson, len(found.Persons))
	for i, p := range found.Persons {
		list[i] = foundPerson{ID: p.Ref.String(), Name: p.Name, Sex: p.Sex, Number: p.IDNumber.Masked(), Address: p.Address, Division: p.Division.String()}
		if p.Birth != nil {
			list[i].Birth = p.Birth.String()
		}
	}
	if s.json {
		return s.print(map[string]any{"persons": list, "next": found.Next})
	}
	if len(list) == 0 {
		fmt.Fprintln(s.Out, "没有找到：请核对写法，或确认此人在您的管辖范围内；刚读入的人要等 lianxin work 建好检索词才查得到。")
		return nil
	}
	t := &columns{header: []string{"姓名", "证件号", "出生日期", "住址", "区划", "编号"}}
	for _, p := range list {
		t.row(p.Name, p.Number, p.Birth, p.Address, p.Division, p.ID)
	}
	if err := t.write(s.Out); err != nil {
		return err
	}
	if found.Next != "" {
		fmt.Fprintf(s.Out, "\n还有更多，加 --after %s 看下一页。\n", found.Next)
	}
	return nil
}
