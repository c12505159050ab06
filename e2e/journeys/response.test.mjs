// A public emergency: the county opens a response for a town, the families with a low
// income are listed and visited, relief in the town has the response's limits while it
// is open and names it, in its page and in its letter; elsewhere and afterwards the usual
// limits hold; it is extended, ended and counted.
// rows: 235
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { as, axe, sideways } from "../browser.mjs";
import { act, caseOf, fill, pair, press, stage, steps } from "../steps.mjs";

const s = stage();

const words = (v) => v.page.locator("main").innerText();

// somebody is a grown person who is registered in the county, but not in the town.
function somebody(folder, county, town, at) {
  const table = (name) => readFileSync(join(folder, name), "utf8").trim().split("\n").slice(1).map((row) => row.split(","));
  const there = new Set(table("households.csv").filter(([, division]) => division.startsWith(county) && !division.startsWith(town)).map(([id]) => id));
  const [, , , number, name] = table("persons.csv").filter(([, household, , , , birth]) => there.has(household) && birth < "1980").at(at);
  return { number, name };
}

// takeIn takes somebody in whose home is under water, at the window of the town.
async function takeIn(v, person) {
  await v.page.goto("/intake?matter=relief_urgent");
  await fill(v.page, { id_number: person.number, name: person.name, matter: "relief_urgent" });
  await press(v.page);
  const ref = caseOf(v.page);
  await fill(v.page, {
    "f.applicant.phone": "13800000003", "f.applicant.where_now": "安置点", "f.applicant.cause": "other", "f.applicant.happened_on": "2025-08-20",
    "f.applicant.hardship": "家里进水，没有地方住。", "f.applicant.by_proxy": "no", "m.0.member.relation": "self", agreed: "yes",
  });
  await press(v.page);
  return ref;
}

// refused tries to hand out an amount and gives what is said.
async function refused(v, ref, amount) {
  await v.page.goto(`/case/${ref.county}/${ref.id}/do/advance`);
  await fill(v.page, { amount, manner: "cash", receiver: "本人", words: "家里进水，当场给现金。" });
  await v.page.click("main [data-primary]");
  await v.page.locator(".faults").waitFor();
  return v.page.locator(".faults").innerText();
}

test("a storm: first the families, then the papers", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const county = await as(browser, server, "quxian");
  const town = await as(browser, server, "xiangzhen");
  const village = await as(browser, server, "cunju", { size: "phone" });
  let at, ref;

  await step("before it, the town may hand out the usual amount", async () => {
    ref = await takeIn(town, somebody(server.folder, server.county, server.town, -2));
    assert.match(await refused(town, ref, "4000"), /一共最多2,000\.00/);
  });

  await step("the county opens a response for the town", async () => {
    await county.page.goto("/responses");
    assert.deepEqual(await axe(county.page), []);
    await county.page.goto("/responses/new");
    assert.deepEqual(await axe(county.page), []);
    await fill(county.page, { title: "八月台风", kind: "natural", level: "usual", ends: "2025-08-30", words: "河水漫堤，几个村进水。" });
    await county.page.click("main [data-primary]");
    await county.page.locator(".faults").waitFor();
    assert.match(await county.page.locator(".faults").first().innerText(), /乡镇（街道）/);
    await fill(county.page, { areas: server.town });
    await press(county.page);
    at = new URL(county.page.url()).pathname;
    assert.match(await words(county), /YJ-\d{6}-2025-\d{5}/);
    assert.match(await words(county), /5,000\.00\s元（平时2,000\.00\s元）/);
    assert.match(await words(county), /建议值/);
    assert.deepEqual(await axe(county.page), []);
  });

  await step("the families with a low income are listed, and each is visited", async () => {
    assert.ok(parseInt(await pair(county.page, "要走访的家庭"), 10) > 0);
    await village.page.goto(at);
    assert.equal(await sideways(village.page), 0);
    const first = village.page.locator("#families tbody a").first();
    await Promise.all([village.page.waitForURL("**/response-family/**"), first.click()]);
    const family = new URL(village.page.url()).pathname;
    await fill(village.page, { manner: "visit", result: "help", words: "屋里进水，老人已扶到二楼，缺吃的。" });
    await press(village.page);
    await village.page.goto(family);
    assert.match(await words(village), /有困难，要救助/);
    await county.page.goto(at);
    assert.equal(await pair(county.page, "已走访"), "1户");
    assert.equal(await pair(county.page, "走访说要救助"), "1户");
  });

  await step("the town gives up to the response's limit; the page and the letter say so", async () => {
    assert.match(await refused(town, ref, "5001"), /按“八月台风一般响应”/);
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.match(await pair(town.page, "应急响应"), /八月台风一般响应.*5,000\.00/);
    const letter = await act(town, ref, "advance", { amount: "4000", manner: "cash", receiver: "本人", words: "家里进水，当场给现金。" });
    await town.page.goto(`/case/${ref.county}/${ref.id}/letter/${letter}`);
    assert.match(await town.page.locator("body").innerText(), /按八月台风一般响应给予/);
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.equal(await pair(town.page, "按应急响应给的"), "八月台风一般响应");
  });

  await step("what came of it is counted, and printed", async () => {
    await county.page.goto(at);
    assert.equal(await pair(county.page, "已救助"), "1户、1次");
    assert.match(await pair(county.page, "金额"), /4,000\.00/);
    assert.match(await pair(county.page, "启动到第一笔救助"), /^\d+分钟$/);
    const brief = await (await county.page.request.get(`${at}/brief`)).text();
    for (const said of ["八月台风应急响应情况", "已走访", "4,000.00", "负责人签名"]) assert.ok(brief.includes(said), `${said} is not in the brief`);
  });

  await step("it is raised and extended, and then ended; from then on the usual limits hold", async () => {
    await county.page.goto(`${at}/extend`);
    await fill(county.page, { level: "major", ends: "2025-09-05", why: "水还没有退，又有两个村进水。" });
    await press(county.page);
    assert.match(await words(county), /10,000\.00\s元（平时2,000\.00\s元）/);
    const second = await takeIn(town, somebody(server.folder, server.county, server.town, -3));
    assert.match(await refused(town, second, "10001"), /重大响应/);
    await county.page.goto(`${at}/end`);
    await fill(county.page, { why: "水已退，群众已经回家。" });
    await press(county.page);
    assert.match(await words(county), /已结束/);
    assert.match(await refused(town, second, "2001"), /一共最多2,000\.00/);
    assert.equal(await county.page.locator(`a[href="${at}/extend"]`).count(), 0);
    const other = await as(browser, server, "xiangzhen2");
    assert.equal((await other.page.goto("/responses")).status(), 200);
    await other.close();
  });
  assert.deepEqual([...county.broken, ...town.broken, ...village.broken], []);
});
