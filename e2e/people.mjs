// Who lives in the made-up city: the tables it was made from, for journeys that
// need somebody of a certain kind.
import { readFileSync } from "node:fs";
import { join } from "node:path";

// table is a table of the city, a row an object by its header.
export function table(folder, name) {
  const [header, ...rows] = readFileSync(join(folder, name), "utf8").trim().split("\n").map((row) => row.split(","));
  return rows.map((row) => Object.fromEntries(header.map((key, i) => [key, row[i]])));
}

// somebody is the first who is at home in a division and of a kind; alone says
// whether nobody lives with him.
export function somebody(folder, division, kind) {
  const homes = new Map(table(folder, "households.csv").map((one) => [one.household_id, one.division]));
  const people = table(folder, "persons.csv");
  const sizes = new Map();
  for (const one of people) sizes.set(one.household_id, (sizes.get(one.household_id) ?? 0) + 1);
  const found = people.find((one) => homes.get(one.household_id)?.startsWith(division) && kind({ ...one, alone: sizes.get(one.household_id) === 1 }));
  if (!found) throw new Error(`nobody of that kind lives in ${division}`);
  return { number: found.id_number, name: found.name, birth: found.birth_date, division: homes.get(found.household_id) };
}

// incomes are what people may have month by month.
const incomes = ["wage", "business_income", "property_income", "pension", "transfer_income"];

// family is the first that is at home in a division, of which every income is known and
// is no bar by what it owns, and that fits by its home and by what each has a month.
export function family(folder, division, fits) {
  const homes = new Map(table(folder, "households.csv").map((one) => [one.household_id, one]));
  const families = new Map();
  for (const one of table(folder, "persons.csv")) families.set(one.household_id, [...families.get(one.household_id) ?? [], one]);
  for (const [id, members] of families) {
    const home = homes.get(id);
    const known = members.every((one) => one.alive === "true" && incomes.every((name) => one[name] !== "")) && home.financial_assets !== "";
    const each = members.reduce((sum, one) => sum + incomes.reduce((all, name) => all + Number(one[name]), 0), 0) / members.length;
    const modest = home.vehicles === "0" && Number(home.housing_units) < 2 && Number(home.financial_assets) < 20000 * members.length;
    if (known && home.division.startsWith(division) && modest && fits({ each, home, members })) {
      return { members, name: members[0].name, number: members[0].id_number, yearly: Math.round(each * members.length * 12) };
    }
  }
  throw new Error(`no such family lives in ${division}`);
}
