// A family asks for 低保 on its phone, is visited, noticed and granted, and is paid
// the month after.
// rows: 17, 88, 242
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, resident, visit } from "../browser.mjs";
import { act, answerAll, caseOf, comeBack, familyAct, nextMonth, pass, pay, press, stage, steps, survey } from "../steps.mjs";

const s = stage();

// mine is how many applications a family sees that are its own.
async function mine(v) {
  await v.page.goto("/home");
  return v.page.locator("main .posted").count();
}

test("a family applies on the phone and is paid the month after", async (t) => {
  const { browser, server } = s;
  const family = await resident(browser, server, "从头申请");
  const step = steps(t);
  let ref;

  await step("the family answers one question after another and submits", async () => {
    await family.page.goto("/apply/dibao");
    await press(family.page);
    await answerAll(family, family.who.name);
    const before = await mine(family);
    await family.page.goBack();
    await Promise.all([family.page.waitForURL("**/receipt"), family.page.locator("main [data-primary]").dblclick({ noWaitAfter: true })]);
    assert.equal(await mine(family) - before, 0, "pressed twice, there are two cases");
    await family.page.goBack();
    await family.page.getByText("提交成功").waitFor();
    ref = caseOf(family.page);
  });

  const town = await as(browser, server, "xiangzhen");
  const county = await as(browser, server, "quxian");
  await step("the town takes it up, visits, the county checks, the town gives its opinion", async () => {
    await act(town, ref, "accept");
    const walker = await as(browser, server, "xiangzhen", { size: "phone" });
    await survey(walker, ref);
    await walker.close();
    await act(county, ref, "check");
    await act(town, ref, "opine_grant", { reason: "入户和核对都已完成，家庭困难属实，同意给予低保。" });
  });

  await step("the family sees what will be public, then it hangs for seven days", async () => {
    await familyAct(family, ref, "confirm_preview");
    await act(town, ref, "publish");
    const passer = await visit(browser, server, { size: "phone" });
    await passer.page.goto("/board");
    await passer.close();
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.ok(await town.page.locator(".actions button[disabled]", { hasText: "公示期满" }).count(), "the notice could be closed early");
    await pass(s, 8, town, county);
    await act(town, ref, "close_notice");
  });

  await step("the county decides, and the letter can be checked by anybody", async () => {
    await act(county, ref, "approve");
    await comeBack(family, town, ref);
    await family.page.goto(`/cases/${ref.county}/${ref.id}`);
    await press(family.page, family.page.getByRole("link", { name: /确认通知书/ }).first());
    await family.page.locator("article.letter", { hasText: family.who.name }).waitFor();
    const check = await family.page.getByRole("link", { name: "验证真伪" }).getAttribute("href");
    const stranger = await visit(browser, server, { size: "phone" });
    await stranger.page.goto(check);
    await stranger.page.getByText("这份文书是真的").waitFor();
    await stranger.page.goto(check.replace(/code=.*/, "code=AAAAAAAAAAAAAAAA"));
    assert.equal(await stranger.page.getByText("这份文书是真的").count(), 0);
    await stranger.close();
  });

  let paid;
  let month;
  await step("finance pays the month after, by three people", async () => {
    month = await nextMonth(s, town);
    paid = await pay(s, { month });
  });

  await step("the family sees the money, and why the month differs", async () => {
    const line = paid.lines.find((l) => l.holder === family.who.name);
    assert.ok(line, `${family.who.name} is not in the file for the bank: ${paid.lines.map((l) => l.holder)}`);
    await comeBack(family, town, ref);
    await family.page.goto("/payments");
    await family.page.locator(".why-differs").first().waitFor();
    assert.match(await family.page.locator("main").innerText(), new RegExp(`${month.replace(/-0?/, "年")}月发${line.amount}\\s元[^]*已到账[^]*新享受`));
  });
  assert.deepEqual([...family.broken, ...town.broken, ...county.broken], []);
  assert.deepEqual([...family.foreign, ...town.foreign, ...county.foreign], []);
});
