// A paper is missing: the family is told of it once and completely, brings it by
// telephone, brings another one late, and in the end takes the application back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, resident } from "../browser.mjs";
import { act, answerAll, caseOf, comeBack, familyAct, pass, photo, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

// clocks are the time limits on a case's page at an office.
const clocks = (v) => v.page.locator(".clocks").innerText();

test("a missing paper is asked for once, brought late, and the application is withdrawn", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const family = await resident(browser, server, "从头申请");
  const town = await as(browser, server, "xiangzhen");
  let ref;

  await step("the family rents and submits without the contract", async () => {
    await family.page.goto("/apply/dibao");
    await press(family.page);
    await answerAll(family, family.who.name, { housing: "rent" });
    await press(family.page);
    ref = caseOf(family.page);
  });

  await step("the town says in one letter everything that is missing", async () => {
    const letter = await act(town, ref, "ask_papers", {}, async (page) => {
      const row = page.locator("main tr", { hasText: "租房合同" });
      await row.locator("select").selectOption({ label: "缺" });
      await row.locator("input").fill("要有租金的那一页");
    });
    assert.ok(letter, "no letter lists the papers");
    await town.page.goto(`/case/${ref.county}/${ref.id}/letter/${letter}`);
    const words = await town.page.locator("body").innerText();
    assert.match(words, /租房合同/);
    assert.doesNotMatch(words, /委托书|代保管协议|离婚/, "the letter asks for papers this family does not need");
  });

  await step("the clock of the office rests while the family looks for it", async () => {
    await pass(s, 40, town);
    assert.doesNotMatch(await clocks(town).catch(() => ""), /已超/);
    assert.match(await stageOf(town, ref), /待补正/);
  });

  await step("what is no picture is refused; a picture is taken in and can be looked at", async () => {
    await comeBack(family, town, ref);
    await family.page.goto(`/cases/${ref.county}/${ref.id}/do/add_papers`);
    const field = family.page.locator("main input[type=file]").first();
    await field.setInputFiles({ name: "合同.jpg", mimeType: "image/jpeg", buffer: Buffer.from("<script>alert(1)</script>") });
    await family.page.click("main [data-primary]");
    await family.page.locator(".faults").waitFor();
    await familyAct(family, ref, "add_papers", {}, async (page) => page.locator("main input[type=file]").first().setInputFiles(await photo(page, "contract")));
    assert.match(await stageOf(town, ref), /待受理/);
    const file = await town.page.locator("#papers a").first().getAttribute("href");
    const answer = await town.context.request.get(server.address + file);
    assert.equal(answer.status(), 200);
    assert.match(answer.headers()["content-type"], /^image\/(png|jpeg)$/);
    await act(town, ref, "accept");
  });

  await step("the family takes the application back, and nobody can go on with it", async () => {
    await familyAct(family, ref, "withdraw");
    await family.page.goto(`/cases/${ref.county}/${ref.id}`);
    assert.match(await family.page.locator("main").innerText(), /您已撤回申请，以后随时可以再来/);
    await family.page.getByRole("link", { name: /撤回/ }).first().waitFor();
    assert.match(await stageOf(town, ref), /已撤回/);
    assert.doesNotMatch(await town.page.locator(".actions").innerText(), /入户|核对|初审/);
    await town.page.goto("/work");
    assert.equal(await town.page.locator(`a[href="/case/${ref.county}/${ref.id}"]`).count(), 0, "it is still among the work");
  });

  await step("the family may begin anew", async () => {
    await family.page.goto("/apply/dibao");
    await press(family.page);
    assert.notEqual(caseOf(family.page).id, ref.id);
  });
  assert.deepEqual([...family.broken, ...town.broken], []);
});
