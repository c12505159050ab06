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
