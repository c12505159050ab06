package app

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"

	"lianxin/internal/civil"
	"lianxin/internal/feed"
)

// manifestFile lists the files of a delivery in the order in which they are to be
// taken in, and what is to be said of each: file, kind, complete, from, to.
const manifestFile = "manifest.csv"

// orders are the loads a command asks for: its files, or those of a delivery.
func (c *loadCommand) orders(base feed.Order) ([]feed.Order, error) {
	var list []feed.Order
	for _, name := range c.Files {
		order := base
		order.Path = name
		list = append(list, order)
	}
	if c.Delivery == "" {
		return list, nil
	}
	name := filepath.Join(c.Delivery, manifestFile)
	file, err := os.Open(name)
	if err != nil {
		return nil, &civil.Error{Kind: civil.NotFound, Code: "manifest_missing", Message: "找不到清单 " + name + "：请检查文件夹。", Err: err}
	}
	defer file.Close()
	rows := csv.NewReader(file)
	head, err := rows.Read()
	if err != nil {
		return nil, errManifest
	}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, errManifest
		}
		line := map[string]string{}
		for i, name := range head {
			line[name] = row[i]
		}
		order, err := c.listed(base, line)
		if err != nil {
			return nil, err
		}
		list = append(list, order)
	}
}

var errManifest = civil.Refuse("manifest_form", "清单 manifest.csv 读不懂：要有 file、kind、complete、from、to 几列，日期写作 2025-06-30。")

// listed is the load a line of the manifest asks for. The files speak of the day
// the command names; from is the first day for which a complete one is complete.
func (c *loadCommand) listed(base feed.Order, line map[string]string) (feed.Order, error) {
	order := base
	if line["file"] == "" || line["complete"] != "true" && line["complete"] != "false" {
		return order, errManifest
	}
	from, err := civil.ParseDate(line["from"])
	if err != nil {
		return order, errManifest
	}
	// A file lies in the folder; a path that leads out of it is nobody's delivery.
	if !filepath.IsLocal(line["file"]) {
		return order, errManifest
	}
	complete := line["complete"] == "true"
	order.Path, order.Kind, order.Complete, order.Since = filepath.Join(c.Delivery, line["file"]), line["kind"], &complete, from
	return order, nil
}
