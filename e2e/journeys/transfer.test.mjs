// A family moves to another county while its application is under way: the case
// goes with it, the office there works on, and the one here no longer decides.
import assert from "node:assert/strict";
import { test } from "node:test";
import { as } from "../browser.mjs";
import { act, caseOf, fill, hire, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

test("a case goes to another county with the family", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const admin = await as(browser, server, "guanli");
  const county = await as(browser, server, "quxian");
  const town = await as(browser, server, "xiangzhen");
  let ref;
  let there;

  await step("the administrator opens an account in the town the family moves to", async () => {
    there = await hire(s, admin, { login: "haian", name: "钱海", role: "town", division: "320685100" });
  });

  await step("the county hands the case over, with its reason", async () => {
    await town.page.goto("/work?tab=all");
    await press(town.page, town.page.locator("main tbody tr", { hasText: "待受理" }).first().locator("a").first());
    ref = caseOf(town.page);
    assert.equal((await there.page.goto(`/case/${ref.county}/${ref.id}`)).status(), 404, "a stranger's case can be seen");
    await county.page.goto(`/case/${ref.county}/${ref.id}/do/transfer`);
    await fill(county.page, { to: "320685100", reason: "" });
    await county.page.click("main [data-primary]");
    await county.page.locator(".faults").waitFor();
    await act(county, ref, "transfer", { to: "320685100", reason: "全家已迁往海安，户口已迁。" });
  });

  await step("the town there finds it among its work and goes on", async () => {
    await there.page.goto("/work?tab=all");
    await there.page.locator(`a[href="/case/${ref.county}/${ref.id}"]`).first().waitFor();
    await act(there, ref, "accept");
    assert.match(await stageOf(there, ref), /调查核对中/);
    assert.match(await there.page.locator("#timeline").innerText(), /转到另一县/);
  });

  await step("the office here no longer has a say", async () => {
    const answer = await town.page.goto(`/case/${ref.county}/${ref.id}`);
    if (answer.status() === 200) assert.doesNotMatch(await town.page.locator(".actions").innerText(), /登记入户调查|初审/);
    else assert.equal(answer.status(), 404);
  });
  assert.deepEqual([...admin.broken, ...county.broken, ...there.broken], []);
});
