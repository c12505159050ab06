// Families whose basic living is at risk stand in a register of their own: a bill comes
// in by a department's feed and the family is in it with its level and the reason; the
// visit that is due is on the village worker's phone, and once made the next one is due by
// the rhythm of the level; when circumstances change the level falls and the family leaves,
// and the register still says what it said on the first day; an official lowers another
// family for a reason until a day and takes it back; whoever cannot be judged is listed
// with what is missing; the list goes out as a file.
// rows: 168
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, sideways } from "../browser.mjs";
import { table } from "../people.mjs";
import { deliver, fill, pass, press, stage, steps } from "../steps.mjs";

const s = stage();

// billed lets the medical insurance push what somebody has paid himself in a year.
const billed = (one, day, paid) => deliver(s, `医疗负担-${day}-${paid}.csv`, `身份证号,姓名,预警日期,近12个月个人负担费用,最近一次个人负担\n${one.number},${one.name},${day},${paid},${paid}\n`);

// reached asks for a page until it says what is expected.
async function reached(v, path, expected) {
  for (let i = 0; ; i++) {
    await v.page.goto(path);
    const said = await v.page.locator("main").innerText();
    if (expected.test(said)) return said;
    assert.ok(i < 90, `${path} does not say ${expected}: ${said.slice(0, 1500)} ${s.server.log()}`);
    await v.page.waitForTimeout(1000);
  }
}

// bill is what a family's medical bill was, and incomes what people may have a month.
const bill = 48800;
const incomes = ["wage", "business_income", "property_income", "pension", "transfer_income"];

// burdened are families of a village of which nobody speaks yet, whose income is known and
// neither low nor high: the bill is more than half of what they have in a year. First those
// of whom nobody is disabled: nothing else puts them into the register.
function burdened(folder, village, spoken) {
  const homes = new Set(table(folder, "households.csv").filter((one) => one.division.startsWith(village)).map((one) => one.household_id));
  const families = new Map();
  for (const one of table(folder, "persons.csv")) if (homes.has(one.household_id)) families.set(one.household_id, [...families.get(one.household_id) ?? [], one]);
  return [...families.values()].filter((members) => {
    const known = members.every((one) => one.alive === "true" && incomes.every((name) => one[name] !== ""));
    const month = members.reduce((sum, one) => sum + incomes.reduce((all, name) => all + Number(one[name]), 0), 0);
    return known && month > 1600 * members.length && month * 12 < 2 * bill && !spoken.includes(members[0].name);
  }).map((members) => ({ name: members[0].name, number: members[0].id_number, disabled: members.some((one) => one.disability_type !== "none") }))
    .sort((a, b) => a.disabled - b.disabled);
}

test("a family comes into the register of risks, is visited, and leaves it", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const county = await as(browser, server, "quxian");
  const town = await as(browser, server, "xiangzhen");
  const worker = await as(browser, server, "cunju", { size: "phone" });
  const text = (v) => v.page.locator("main").innerText();
  await worker.page.goto("/v/report");
  const village = await worker.page.locator("[name=village] option").last().getAttribute("value");
  await worker.page.goto("/v/leads");
  const [ill, other] = burdened(server.folder, village, await text(worker));
  assert.ok(ill && other, `${village} has no two families on whom such a bill weighs`);
  const first = "2025-08-20";

  await step("the county tries the signal for visits that are due, and switches it on", async () => {
    const path = `/signals/${server.county.slice(0, 6)}/risk_visit`;
    await county.page.goto(path);
    await press(county.page, county.page.locator(`form[action="${path}/trial"] button`));
    await fill(county.page, { words: "看过试算，按等级安排走访。" });
    await press(county.page);
    assert.match(await text(county), /已启用，从/);
  });

  await step("bills come in by the feed, and the families are in the register with the reason", async () => {
    for (const one of [ill, other]) assert.match(billed(one, "2025-08-19", `${bill}.00`), /接收 1，退回 0，查无此人 0/);
    for (const one of [ill, other]) {
      await reached(county, "/risks?level=high&condition=illness_over_income", new RegExp(one.name));
      one.risk = await county.page.locator("#list tbody a", { hasText: one.name }).first().getAttribute("href");
      await reached(county, one.risk, /列入：高风险/);
    }
    assert.match(await text(county), /因病负担超过收入（高风险）\s+■?\s*成立/);
    await reached(worker, "/risks?level=high", new RegExp(ill.name));
    assert.match(await text(worker), /因病负担超过收入/);
    assert.deepEqual(await axe(worker.page), []);
    assert.equal(await sideways(worker.page), 0);
    await county.page.goto("/risks?condition=illness_over_income");
    assert.match(await text(county), new RegExp(other.name));
    assert.deepEqual(await axe(county.page), []);
  });

  await step("who cannot be judged is not called low: what is missing is said", async () => {
    await county.page.goto("/risks?level=unclear");
    assert.match(await text(county), /不能判断，缺/);
    await county.page.goto("/risks/unjudged");
    assert.match(await text(county), /缺数据的家庭不算低风险[\s\S]*因病负担超过收入\s+[\d,]+/);
    assert.deepEqual(await axe(county.page), []);
  });

  await step("the visit that is due is on the worker's phone; he visits, and the next one is due by the level", async () => {
    await pass(s, 1, county, town, worker);
    await reached(worker, "/v/leads", new RegExp(ill.name));
    const card = worker.page.locator("main .posted", { hasText: ill.name });
    assert.match(await card.innerText(), /中高风险家庭该走访了/);
    await press(worker.page, card.locator("a.btn-primary"));
    assert.match(await text(worker), /吃穿、住房、看病、上学有没有难处/);
    await fill(worker.page, { met: ill.name, words: "出院在家，药费靠亲戚借，低保按月到账。" });
    await press(worker.page, worker.page.locator("form:has(input[value=visit]) [data-primary]"));
    const said = await reached(worker, ill.risk, /走访过，下次走访日期已更新/);
    assert.match(said, /下次走访[\s\S]*9月20日/);
    assert.match(said, /线索走访[\s\S]*药费靠亲戚借/);
    assert.deepEqual(await axe(worker.page), []);
    assert.equal(await sideways(worker.page), 0);
  });

  await step("who is not visited in time stands among the overdue", async () => {
    await pass(s, 7, county, town, worker);
    await county.page.goto("/risks?level=late&condition=illness_over_income");
    assert.match(await text(county), new RegExp(other.name));
    assert.doesNotMatch(await county.page.locator("#list").innerText(), new RegExp(ill.name));
  });

  await step("then the burden is smaller: the level falls; then it is gone: the family leaves, with the reason", async () => {
    assert.match(billed(ill, "2025-08-27", "12600.00"), /接收 1/);
    await reached(county, ill.risk, /高风险转为中风险；不再成立：因病负担超过收入；新成立：自费医疗接近支出型/);
    assert.match(billed(ill, "2025-08-28", "300.00"), /接收 1/);
    await reached(county, ill.risk, /退出：条件不再成立（自费医疗接近支出型）/);
    assert.match(await text(county), /已于2025年8月\d+日退出登记/);
    await county.page.goto("/risks");
    assert.doesNotMatch(await county.page.locator("#list").innerText(), new RegExp(ill.name));
    await county.page.goto(`/risks?on=${first}&level=high`);
    assert.match(await text(county), /2025年8月20日终了时/);
    assert.match(await county.page.locator("#list").innerText(), new RegExp(ill.name));
  });

  await step("the town lowers the other family for a reason until a day; the county takes it back", async () => {
    await town.page.goto(`${other.risk}/set`);
    assert.deepEqual(await axe(town.page), []);
    await fill(town.page, { level: "medium", until: "2025-11-30", words: "医药费已由工会互助金承担，家里有人照料。" });
    await press(town.page);
    assert.match(await text(town), /等级已调整[\s\S]*中风险[\s\S]*按条件\s+高风险/);
    await county.page.goto(other.risk);
    assert.match(await text(county), /中风险[\s\S]*医药费已由工会互助金承担/);
    const file = await (await county.page.request.get("/risks/export?level=medium")).text();
    assert.match(file, new RegExp(`${other.name},[^\n]*,中风险,高风险,因病负担超过收入[^\n]*医药费已由工会互助金承担`));
    assert.ok(!file.includes(other.number) && !file.includes(ill.name));
    await county.page.goto(`${other.risk}/undo`);
    await fill(county.page, { words: "互助金只报了一部分，负担还是重。" });
    await press(county.page);
    assert.match(await text(county), /已撤销人工调整[\s\S]*撤销人工调整，按条件为高风险/);
  });
  assert.deepEqual([...town.broken, ...county.broken, ...worker.broken], []);
});
