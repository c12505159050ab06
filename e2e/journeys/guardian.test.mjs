// Somebody applies for another on a phone of his own: a parent for a child by the household
// register, a grown child for a parent with a paper that an office looks at; who is
// spoken for may object.
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, sideways } from "../browser.mjs";
import { table } from "../people.mjs";
import { act, answerAll, caseOf, fill, phoneOf, photo, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

// families of a town whose head is grown, by their members.
function families(folder, town) {
  const there = new Set(table(folder, "households.csv").filter((one) => one.division.startsWith(town)).map((one) => one.household_id));
  const homes = new Map();
  for (const one of table(folder, "persons.csv")) {
    if (!there.has(one.household_id) || one.alive === "no" || one.alive === "0") continue;
    homes.set(one.household_id, [...homes.get(one.household_id) ?? [], { number: one.id_number, name: one.name, birth: one.birth_date, relation: one.relation }]);
  }
  return [...homes.values()];
}

test("a guardian applies on his own phone, and who is spoken for may object", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const clerk = await as(browser, server, "xiangzhen");
  const homes = families(server.folder, server.town);
  const young = homes.find((home) => home.some((one) => one.relation === "02" && one.birth < "1995") && home.some((one) => /^[23]0/.test(one.relation) && one.birth > "2012"));
  const parent = young.find((one) => one.relation === "02");
  const child = young.find((one) => /^[23]0/.test(one.relation) && one.birth > "2012");
  const old = homes.find((home) => home.length === 1 && home[0].birth < "1958")[0];
  const mother = await phoneOf(s, clerk, parent);
  let ref;

  await step("a parent finds the child in the household register, and fills in for it", async () => {
    await mother.page.goto("/apply/disability_care");
    await press(mother.page, mother.page.locator("main a[href$='/for']"));
    assert.deepEqual(await axe(mother.page), []);
    assert.equal(await sideways(mother.page), 0);
    await mother.page.locator("main label", { hasText: child.name }).first().click();
    await press(mother.page);
    ref = caseOf(mother.page);
    await answerAll(mother, parent.name, { capacity: "guardian", proxy_phone: "13800000009" });
    await press(mother.page);
    await mother.page.goto(`/cases/${ref.county}/${ref.id}`);
    assert.match(await mother.page.locator("main").innerText(), /待受理/);
    await act(clerk, ref, "accept");
    await mother.page.goto("/home");
    assert.match(await mother.page.locator("main").innerText(), new RegExp(`${parent.name}替${child.name}办`));
  });

  let claimed;
  await step("of somebody in another register it takes a paper, and nothing of him is shown", async () => {
    await mother.page.goto("/apply/disability_care/for");
    await fill(mother.page, { kind: "child", name: "错名字", id_number: old.number });
    await mother.page.locator("main form").last().locator("[data-primary]").click();
    await mother.page.locator(".faults").waitFor();
    await fill(mother.page, { name: old.name });
    await press(mother.page, mother.page.locator("main form").last().locator("[data-primary]"));
    claimed = caseOf(mother.page);
    assert.deepEqual(await axe(mother.page), []);
    await mother.page.setInputFiles("[name=file]", await photo(mother.page, "paper"));
    await press(mother.page);
    assert.match(await mother.page.locator("main").innerText(), /证明已经有1张/);
    await mother.page.goto(`/cases/${claimed.county}/${claimed.id}/form`);
    await answerAll(mother, old.name, { capacity: "own", proxy_phone: "13800000009" });
    await press(mother.page);
  });

  await step("the town cannot accept it before it has looked at the paper", async () => {
    await clerk.page.goto(`/case/${claimed.county}/${claimed.id}`);
    assert.match(await clerk.page.locator(".actions").innerText(), /还没有核对监护关系/);
    await press(clerk.page, clerk.page.getByRole("link", { name: /监护关系/ }));
    assert.deepEqual(await axe(clerk.page), []);
    await fill(clerk.page, { holds: "yes", words: "看了户口簿和村委会的证明。" });
    await press(clerk.page);
    await act(clerk, claimed, "accept");
    assert.match(await stageOf(clerk, claimed), /残疾人证审核中/);
  });

  await step("who is spoken for sees it, sees who looked, and objects; the other sees nothing more", async () => {
    const own = await phoneOf(s, clerk, old);
    await own.page.goto("/home");
    assert.match(await own.page.locator("main").innerText(), new RegExp(`${parent.name}替${old.name}办`));
    await own.page.goto(`/cases/${claimed.county}/${claimed.id}/guardian`);
    assert.deepEqual(await axe(own.page), []);
    await fill(own.page, { words: "我自己会办。" });
    await press(own.page);
    assert.match(await own.page.locator("main").innerText(), /已经停止代办/);
    assert.equal((await mother.page.goto(`/cases/${claimed.county}/${claimed.id}`)).status(), 404);
    await own.page.goto("/looked");
    assert.match(await own.page.locator("main").innerText(), /家人，替您办事/);
    await clerk.page.goto(`/case/${claimed.county}/${claimed.id}/guardian`);
    assert.match(await clerk.page.locator("main").innerText(), /本人不同意代办/);
    assert.deepEqual(own.broken, []);
    await own.close();
  });

  await step("a family with nothing passed on reads so", async () => {
    await mother.page.goto("/helped");
    assert.match(await mother.page.locator("main").innerText(), /现在没有转给别的部门的事/);
    assert.deepEqual(await axe(mother.page), []);
  });
  assert.deepEqual([...mother.broken, ...clerk.broken], []);
});
