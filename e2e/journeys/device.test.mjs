// A county enters its centre and the station of a town, somebody takes part with the
// consent of his guardian, comes and is assessed; and a family asks on the phone for a
// wheelchair, which is assessed, lent for a deposit, brought back and settled.
// rows: 95, 216, 260, 261
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { as, axe, resident, sideways } from "../browser.mjs";
import { fill, pass, press, stage, steps } from "../steps.mjs";

const s = stage();

// grown is a grown person of the sample town.
function grown(folder, town) {
  const table = (name) => readFileSync(join(folder, name), "utf8").trim().split("\n").slice(1).map((row) => row.split(","));
  const there = new Set(table("households.csv").filter(([, division]) => division.startsWith(town.slice(0, 9))).map(([id]) => id));
  const [, , , number, name] = table("persons.csv").filter(([, household, , , , birth]) => there.has(household) && birth < "1985").at(-1);
  return { number, name };
}

test("a station with somebody in it, and a wheelchair for a month", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const county = await as(browser, server, "quxian");
  const town = await as(browser, server, "xiangzhen");
  const family = await resident(browser, server, "可以看信件和发放");
  const person = grown(server.folder, server.town);

  await step("the county enters a station, and sees how many towns have one", async () => {
    await county.page.goto("/stations");
    assert.match(await county.page.locator(".lead").innerText(), /1个有服务点/);
    await county.page.locator("main summary", { hasText: "登记站点" }).click();
    await fill(county.page, { name: "第二康复驿站", level: "point", division: server.town, capacity: "5", meets: "yes" });
    await press(county.page);
    assert.match(await county.page.locator("main").innerText(), /第二康复驿站/);
    assert.deepEqual(await axe(county.page), []);
  });

  await step("somebody takes part, comes, and is assessed", async () => {
    await town.page.goto("/stations");
    await press(town.page, town.page.locator("main tbody a", { hasText: "第二康复驿站" }));
    await fill(town.page, { name: person.name, id_number: person.number, consent: "guardian", guardian: "王强", signed: "2025-08-20", needs: "按时服药，学着出门。" });
    await press(town.page);
    await press(town.page, town.page.locator("main tbody a", { hasText: person.name }));
    await fill(town.page, { activity: "living" });
    await press(town.page, town.page.locator("main form:has(input[value=session]) [data-primary]"));
    await town.page.locator("main summary", { hasText: "登记评估" }).click();
    for (const field of await town.page.locator("main [name^=points-]").all()) await field.fill("2");
    await press(town.page, town.page.locator("main form:has(input[value=assessment]) [data-primary]"));
    assert.match(await town.page.locator("main").innerText(), /评估：12分/);
  });

  await step("a family asks for a wheelchair on its phone", async () => {
    await family.page.goto("/rehab");
    assert.match(await family.page.locator("main").innerText(), /第二康复驿站/);
    await family.page.goto("/equipment");
    assert.equal(await sideways(family.page), 0);
    assert.deepEqual(await axe(family.page), []);
    await fill(family.page, { device: "wheelchair", need: "腿摔断了，出不了门。" });
    await press(family.page);
    assert.match(await family.page.locator("main").innerText(), /待评估/);
  });

  await step("it is assessed and handed over for a deposit", async () => {
    await town.page.goto("/devices");
    await press(town.page, town.page.locator("main tbody tr", { hasText: family.who.name }).filter({ hasText: "待评估" }).locator("a").first());
    await fill(town.page, { fits: "yes", group: "poor", months: "1", words: "右腿骨折，家里有坡道，适合。" });
    await press(town.page, town.page.locator("main form:has(input[value=assess]) [data-primary]"));
    const item = await town.page.locator("[name=item] option").evaluateAll((list) => list.map((o) => o.value).filter(Boolean)[0]);
    await fill(town.page, { item });
    await press(town.page, town.page.locator("main form:has(input[value=lend]) [data-primary]"));
    assert.match(await town.page.locator("main").innerText(), /租用中/);
  });

  await step("weeks later it is brought back and settled, and the county pays its part", async () => {
    const at = new URL(town.page.url()).pathname;
    await pass(s, 9, town, county);
    await town.page.goto(at);
    await fill(town.page, { damage: "0" });
    await press(town.page, town.page.locator("main form:has(input[value=return]) [data-primary]"));
    assert.match(await town.page.locator("main").innerText(), /押金退还[\s\S]*288\.00/);
    await county.page.goto("/devices/statement");
    assert.match(await county.page.locator(".lead").innerText(), /1笔，48\.00/);
  });
  assert.deepEqual([...county.broken, ...town.broken, ...family.broken], []);
});
