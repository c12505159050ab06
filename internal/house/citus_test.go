package house

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strings"
	"testing"
)

// One SQL text runs on SQLite, PostgreSQL and Citus. There is no Citus to try
// it on here, so the text itself is held to what was found to run there.

// unportable are the pieces of SQL that one of the three does not take, and what
// to write instead.
var unportable = []struct {
	piece   *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`(?i)\bTRIGGER\b`), "no triggers: write the second row in the same act"},
	{regexp.MustCompile(`(?i)\b(SERIAL|BIGSERIAL|AUTOINCREMENT|SEQUENCE|GENERATED\s+(ALWAYS|BY\s+DEFAULT)\s+AS\s+IDENTITY)\b`), "no sequences: ids are made by db.NewID"},
	{regexp.MustCompile(`(?i)\b(NOW\s*\(|CURRENT_TIMESTAMP|CURRENT_DATE|LOCALTIME|DATETIME\s*\(|INTERVAL\b|DATE_TRUNC)`), "no clock of the server: pass the instant in"},
	{regexp.MustCompile(`(?i)\b(RANDOM\s*\(|GROUPING\s+SETS|LATERAL|MERGE\s+INTO|ILIKE|GREATEST\s*\(|LEAST\s*\()`), "not in all three engines"},
	{regexp.MustCompile(`(?i)\b(JSON_EXTRACT|JSON_EACH|JSONB_|TO_JSON)`), "what is searched stands in a column of its own"},
	{regexp.MustCompile(`::`), "SQLite reads :: as a parameter; write CAST($1 AS …)"},
	{regexp.MustCompile(`(?i)=\s*ANY\s*\(`), "arrays are PostgreSQL's alone"},
	{regexp.MustCompile(`\?`), "placeholders are $1, $2 …"},
	{regexp.MustCompile(`(?i)\b(TIMESTAMP|TIMESTAMPTZ|DATETIME|REAL|DOUBLE\s+PRECISION|FLOAT|NUMERIC|DECIMAL)\b`), "instants are BIGINT milliseconds, days TEXT, money BIGINT fen"},
	{regexp.MustCompile(`(?i)\bUPDATE\s+\w+\s+SET\s+(\w+\s*=\s*[^,]+,\s*)*county\s*=`), "a row keeps its home county for life"},
}

// reference are the tables that every machine of a cluster holds whole; they
// are the same for all counties.
var reference = map[string]bool{"division": true}

// local are the tables that stay on the coordinator: no business record.
var local = map[string]bool{"task": true, "heard": true}

// engines are the files that speak to one engine alone.
var engines = exceptions{
	"internal/db/carry.go": "reads each engine's own list of tables",
}

var (
	createTable = regexp.MustCompile(`(?is)CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)\s*\((.*?)\n\s*\);`)
	primaryKey  = regexp.MustCompile(`(?i)PRIMARY\s+KEY\s*\(\s*(\w+)`)
	uniqueIndex = regexp.MustCompile(`(?i)CREATE\s+UNIQUE\s+INDEX\s+\w+\s+ON\s+(\w+)\s*\(([^)]*)\)`)
	joined      = regexp.MustCompile(`(?i)\bJOIN\s+(\w+)`)
	touches     = regexp.MustCompile(`(?i)\b(?:FROM|INTO|UPDATE|JOIN)\s+(\w+)`)
	across      = regexp.MustCompile(`^\s*--\s*across counties\b`)
	comment     = regexp.MustCompile(`--[^\n]*`)
)

// portable reports SQL that would not run on all three engines.
func portable(t *tree) []string {
	var all []finding
	for name, text := range t.text {
		if path.Ext(name) == ".sql" {
			for _, told := range migrationFaults(text) {
				all = append(all, finding{name, name + ": " + told})
			}
		}
	}
	for _, s := range t.code {
		if s.test {
			continue
		}
		for _, q := range texts(s.file) {
			for _, told := range append(foreignPieces(q.text), queryFaults(q.text)...) {
				all = append(all, finding{s.path, fmt.Sprintf("%s: %s", t.at(q.pos), told)})
			}
		}
	}
	return except(t, all, engines)
}

// sqlText is one statement in Go, constants it is put together from joined.
type sqlText struct {
	pos  token.Pos
	text string
}

// texts are the SQL statements of a file. A sum of literals and names is one
// statement; a name in it reads as a blank.
func texts(file *ast.File) []sqlText {
	var list []sqlText
	ast.Inspect(file, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		text, isText := joinedText(e)
		if !isText {
			return true
		}
		if statement.MatchString(comment.ReplaceAllString(text, "")) {
			list = append(list, sqlText{e.Pos(), text})
		}
		return false
	})
	return list
}

func joinedText(e ast.Expr) (string, bool) {
	if text, ok := literal(e); ok {
		return text, true
	}
	sum, _ := e.(*ast.BinaryExpr)
	if sum == nil || sum.Op != token.ADD {
		return "", false
	}
	left, okLeft := joinedText(sum.X)
	right, okRight := joinedText(sum.Y)
	return left + " " + right, okLeft || okRight
}

func foreignPieces(text string) []string {
	var found []string
	bare := comment.ReplaceAllString(text, "")
	for _, f := range unportable {
		if f.piece.MatchString(bare) {
			found = append(found, fmt.Sprintf("%q: %s", strings.TrimSpace(f.piece.FindString(bare)), f.instead))
		}
	}
	return found
}

// queryFaults holds a query to the distribution by county: it names the county
// it asks about, or says that it goes across them, and joins on the county.
func queryFaults(text string) []string {
	var found []string
	bare := comment.ReplaceAllString(text, "")
	business := false
	for _, m := range touches.FindAllStringSubmatch(bare, -1) {
		table := strings.ToLower(m[1])
		business = business || !reference[table] && !local[table] && !strings.HasPrefix(table, "goose") && table != "select"
	}
	if !business {
		return nil
	}
	if !across.MatchString(text) && !strings.Contains(bare, "county") {
		found = append(found, `the statement names no county; begin it with "-- across counties" if it is a report over all`)
	}
	for _, m := range joined.FindAllStringSubmatchIndex(bare, -1) {
		table := strings.ToLower(bare[m[2]:m[3]])
		on := bare[m[1]:]
		if next := joined.FindStringIndex(on); next != nil {
			on = on[:next[0]]
		}
		if where := strings.Index(strings.ToUpper(on), "WHERE"); where >= 0 {
			on = on[:where]
		}
		if !reference[table] && !strings.Contains(on, "county") {
			found = append(found, "the join with "+table+" does not repeat the county")
		}
	}
	return found
}

// migrationFaults holds the tables themselves to the distribution.
func migrationFaults(text string) []string {
	found := foreignPieces(text)
	bare := comment.ReplaceAllString(text, "")
	for _, m := range createTable.FindAllStringSubmatch(bare, -1) {
		key := primaryKey.FindStringSubmatch(m[2])
		switch {
		case key == nil:
			found = append(found, "table "+m[1]+" has no primary key")
		case key[1] != "county" && !reference[m[1]]:
			found = append(found, "the primary key of table "+m[1]+" does not begin with county")
		}
	}
	for _, m := range uniqueIndex.FindAllStringSubmatch(bare, -1) {
		if !strings.Contains(m[2], "county") && !reference[m[1]] {
			found = append(found, "a unique index of table "+m[1]+" leaves the county out")
		}
	}
	return found
}

func TestOneSQLTextRunsOnEveryEngine(t *testing.T) {
	t.Parallel()
	hold(t, portable)
}

func TestTheEngineRuleCanFail(t *testing.T) {
	t.Parallel()
	code := func(sql string) map[string]string {
		return map[string]string{"internal/pay/run.go": "package pay\nconst q = `" + sql + "`\n"}
	}
	table := func(sql string) map[string]string {
		return map[string]string{"internal/db/migrations/1.sql": sql}
	}
	prove(t, portable, []example{
		{"a query of one county", code("SELECT id FROM run WHERE county = $1"), ""},
		{"a query of no county", code("SELECT id FROM run WHERE id = $1"), "names no county"},
		{"a report", code("-- across counties\nSELECT county, id FROM run"), ""},
		{"a join with the county", code("SELECT r.id FROM run r JOIN line l ON l.county = r.county AND l.run = r.id WHERE r.county = $1"), ""},
		{"a join without", code("SELECT r.id FROM run r JOIN line l ON l.run = r.id WHERE r.county = $1"), "repeat the county"},
		{"a join with a reference table", code("SELECT r.id FROM run r JOIN division d ON d.code = r.place WHERE r.county = $1"), ""},
		{"a cast of PostgreSQL", code("SELECT id::text FROM run WHERE county = $1"), "CAST"},
		{"the server's clock", code("SELECT id FROM run WHERE county = $1 AND at < now()"), "clock"},
		{"a county that changes", code("UPDATE run SET state = $2, county = $3 WHERE county = $1"), "for life"},
		{"a table led by the county", table("CREATE TABLE run (\n county TEXT,\n id TEXT,\n PRIMARY KEY (county, id)\n);"), ""},
		{"a table led by something else", table("CREATE TABLE run (\n county TEXT,\n id TEXT,\n PRIMARY KEY (id)\n);"), "does not begin with county"},
		{"a table without a key", table("CREATE TABLE run (\n county TEXT\n);"), "no primary key"},
		{"a unique index without the county", table("CREATE UNIQUE INDEX a ON run (code);"), "leaves the county out"},
		{"a sequence", table("CREATE TABLE run (\n county TEXT,\n n BIGSERIAL,\n PRIMARY KEY (county, n)\n);"), "no sequences"},
		{"money as a fraction", table("CREATE TABLE run (\n county TEXT,\n n NUMERIC(12,2),\n PRIMARY KEY (county, n)\n);"), "BIGINT fen"},
		{"a trigger", table("CREATE TRIGGER a AFTER INSERT ON run BEGIN SELECT 1; END;"), "no triggers"},
	})
}

// writers are the packages that may open a transaction that writes. Business
// rows go through the journal, so that each belongs to an act.
var writers = map[string]bool{"db": true, "journal": true, "job": true}

// unrecorded reports transactions that write outside the journal.
func unrecorded(t *tree) []string {
	var found []string
	for _, s := range t.code {
		if s.test || writers[owner(s.dir())] {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, _ := n.(*ast.CallExpr)
			if call == nil || len(call.Args) != 3 {
				return true
			}
			pick, _ := call.Fun.(*ast.SelectorExpr)
			durability, _ := call.Args[1].(*ast.SelectorExpr)
			if pick == nil || durability == nil || pick.Sel.Name != "Write" {
				return true
			}
			if from, _ := durability.X.(*ast.Ident); from != nil && from.Name == "db" {
				found = append(found, t.at(n.Pos())+": every write belongs to an act; use journal.Do")
			}
			return true
		})
	}
	return found
}

func TestEveryWriteBelongsToAnAct(t *testing.T) {
	t.Parallel()
	hold(t, unrecorded)
}

func TestTheActRuleCanFail(t *testing.T) {
	t.Parallel()
	body := "func f() { store.Write(ctx, db.Ordinary, func(tx *db.Tx) error { return nil }) }\n"
	prove(t, unrecorded, []example{
		{"a stage writes by itself", map[string]string{"internal/pay/a.go": "package pay\n" + body}, "journal.Do"},
		{"the journal writes", map[string]string{"internal/journal/a.go": "package journal\n" + body}, ""},
	})
}
