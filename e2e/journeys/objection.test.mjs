// A notice hangs in the village, somebody from the street objects, the notice
// comes down, the family is visited again, and the objection is settled.
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, resident, visit } from "../browser.mjs";
import { act, caseOf, familyAct, fill, press, stage, stageOf, steps, survey } from "../steps.mjs";

const s = stage();

test("a notice, an objection from the street, a new survey, and it is settled", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const family = await resident(browser, server, "公示前");
  const town = await as(browser, server, "xiangzhen");
  const passer = await visit(browser, server, { size: "phone" });
  let ref;
  let notice;

  await step("the family looks at what will hang, and the town hangs it up", async () => {
    await family.page.goto("/home");
    await press(family.page, "main .posted a");
    ref = caseOf(family.page);
    await family.page.goto(`/cases/${ref.county}/${ref.id}/do/confirm_preview`);
    const preview = await family.page.locator(".posted").innerText();
    assert.match(preview, new RegExp(family.who.name));
    assert.doesNotMatch(preview, /\d{17}[\dX]|1\d{10}|吃药/, "the notice says more than the law allows");
    await familyAct(family, ref, "confirm_preview");
    await act(town, ref, "publish");
  });

  await step("anybody finds it on the board and objects without signing in", async () => {
    await passer.page.goto("/board");
    await press(passer.page, `main a[href*="within=${server.county}"]`);
    await press(passer.page, `main a[href*="within=${server.town}"]`);
    await press(passer.page, passer.page.getByRole("link", { name: /全部公示/ }));
    const posted = passer.page.locator(".posted", { hasText: family.who.name });
    if (await posted.count()) notice = await posted.getByRole("link", { name: "我有异议" }).getAttribute("href");
    assert.ok(notice, `the notice is on no board: ${await passer.page.locator("main").innerText()}`);
    await passer.page.goto(notice.replace(/\/object$/, "/print"));
    await passer.page.locator("svg.qr").waitFor();
    await passer.page.goto(notice);
    await passer.page.click("main [data-primary]");
    await passer.page.locator(".faults").waitFor();
    await fill(passer.page, { words: "他家儿子在外面做生意，请再了解。" });
    await press(passer.page);
    assert.match(passer.page.url(), /\/objected$/);
  });

  await step("an objection stops the notice from being closed", async () => {
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    await town.page.getByText("他家儿子在外面做生意").first().waitFor();
    await act(town, ref, "resurvey", { reason: "有人反映家庭收入没有报全，重新入户了解。" });
    assert.match(await stageOf(town, ref), /调查核对中/);
    await passer.page.goto(notice.replace(/\/object$/, ""));
    assert.equal(await passer.page.getByText(family.who.name).count(), 0, "a notice that was taken down still shows a name");
  });

  await step("two people visit again, and the objection is settled with a letter", async () => {
    const walker = await as(browser, server, "xiangzhen", { size: "phone" });
    await survey(walker, ref);
    await walker.close();
    const letter = await act(town, ref, "settle_objection", { upheld: "no", reason: "经再次入户和走访邻居，反映的情况不属实。" });
    assert.ok(letter, "no letter answers the objection");
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.equal(await town.page.locator("#survey h3").count(), 2, "the first survey was written over");
  });
  assert.deepEqual([...family.broken, ...town.broken, ...passer.broken], []);
});
