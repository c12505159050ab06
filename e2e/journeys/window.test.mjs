// A clerk takes in a family of another county's town; the case goes home, and both towns
// can see it: the home town visits with a phone, and the family follows it on its own.
// rows: 17, 161
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { as, axe, sideways } from "../browser.mjs";
import { act, caseOf, fill, phoneOf, press, stage, stageOf, steps, survey } from "../steps.mjs";

const s = stage();

// somebody is a grown person who is registered in a town and lives alone.
function somebody(folder, town) {
  const table = (name) => readFileSync(join(folder, name), "utf8").trim().split("\n").slice(1).map((row) => row.split(","));
  const there = new Set(table("households.csv").filter(([, division]) => division.startsWith(town)).map(([id]) => id));
  const people = table("persons.csv").filter(([, household]) => there.has(household));
  const alone = people.filter(([, household]) => people.filter((other) => other[1] === household).length === 1);
  const [, , , number, name] = alone.find(([, , , , , birth]) => birth < "1990");
  return { number, name };
}

test("a clerk takes in another town's family, and it goes home", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const clerk = await as(browser, server, "linzhen");
  const home = await as(browser, server, "xiangzhen");
  const person = somebody(server.folder, server.town);
  let ref;

  await step("the clerk finds the person, and what registers know is filled in", async () => {
    await clerk.page.goto("/intake");
    await fill(clerk.page, { id_number: person.number, name: "错名字" });
    await clerk.page.click("main [data-primary]");
    await clerk.page.getByText("登记里没有").waitFor();
    await fill(clerk.page, { id_number: person.number, name: person.name, matter: "dibao" });
    await press(clerk.page);
    ref = caseOf(clerk.page);
    assert.equal(await clerk.page.locator("[name='m.0.member.name']").inputValue(), person.name);
  });

  await step("an empty form is refused with its fields named, and keeps what was typed", async () => {
    await fill(clerk.page, { "f.household.hardship": "住在外镇，回不去办。" });
    await clerk.page.waitForLoadState("networkidle");
    await clerk.page.waitForTimeout(1500); // the form has saved itself
    await clerk.page.click("main [data-primary]");
    await clerk.page.waitForLoadState("load");
    assert.ok(await clerk.page.locator(".faults a").count() > 3, `${clerk.page.url()} ${(await clerk.page.locator("main").innerText()).slice(0, 500)}`);
    assert.equal(await clerk.page.locator("[name='f.household.hardship']").inputValue(), "住在外镇，回不去办。");
  });

  await step("the form is filled in and submitted", async () => {
    for (const name of ["f.applicant.lives_elsewhere", "f.applicant.by_proxy", "f.household.apart", "f.household.supported", "f.household.near_kin"]) await fill(clerk.page, { [name]: "no" });
    await fill(clerk.page, {
      "f.applicant.phone": "13800000002", "f.household.housing": "own", agreed: "yes", "f.payee.bank": "江苏农商银行",
      "f.payee.account": "6230660012340017", "f.payee.holder": person.name, "f.payee.capacity": "own", "m.0.member.labour_ability": "full",
    });
    for (const name of ["in_school", "severe_illness", "has_work", "has_pension", "has_property", "has_spending"]) await fill(clerk.page, { [`m.0.member.${name}`]: "no" });
    const address = clerk.page.locator("[name='f.applicant.registered_address']");
    if (!await address.inputValue()) await address.fill("新民村3组12号");
    await press(clerk.page);
    assert.equal(caseOf(clerk.page).id, ref.id);
  });

  await step("it is the home town's to decide about, and both can see it", async () => {
    await home.page.goto("/work?tab=all");
    assert.match(await stageOf(home, ref), /待受理/);
    await act(home, ref, "accept");
    assert.match(await stageOf(clerk, ref), /调查核对中/);
    assert.match(await clerk.page.locator(".actions").innerText(), /^(?![^]*登记入户调查)/, "the town that took it in could survey it");
  });

  await step("the home town goes to see the family with a phone, and the family follows it on its own", async () => {
    const phone = await phoneOf(s, home, person);
    await phone.page.goto("/home");
    assert.match(await phone.page.locator("main").innerText(), /最低生活保障申请[^]*正在上门了解情况/);
    const walker = await as(browser, server, "xiangzhen", { size: "phone" });
    await survey(walker, ref);
    await walker.close();
    await phone.page.goto(`/cases/${ref.county}/${ref.id}`);
    assert.match(await phone.page.locator("main").innerText(), /正在上门了解情况[^]*最低生活保障申请受理通知书/);
    assert.equal(await sideways(phone.page), 0);
    assert.deepEqual(await axe(phone.page), []);
    await phone.close();
  });

  await step("of the home town's other cases the clerk knows nothing", async () => {
    await home.page.goto("/work?tab=all");
    const others = await home.page.locator("tbody tr a[href^='/case/']").evaluateAll((list) => list.map((a) => a.getAttribute("href")));
    const path = others.find((other) => !other.includes(ref.id));
    assert.equal((await clerk.page.goto(path)).status(), 404);
  });
});
