// An allowance for a disabled person wholly over the pages: the federation has raised the
// grade of his certificate, he asks on his phone and brings no paper, the town and two of
// the county work on it, he is paid. Later his certificate is about to run out: the night
// finds it and reminds him; the new one has a lower grade, which is judged, he is told and
// answers on the phone, a person ends the allowance, and no further month is paid.
// rows: 215
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { as, axe } from "../browser.mjs";
import { somebody } from "../people.mjs";
import { act, answerAll, caseOf, comeBack, deliver, familyAct, nextMonth, pass, pay, phoneOf, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

// certified delivers the federation's whole file once more, in which somebody's
// certificate says something else, by the heads of the columns.
function certified(folder, number, says) {
  const own = join(folder, "残疾人证.txt");
  const rows = readFileSync(existsSync(own) ? own : join(folder, "feeds", "disability_certificate.txt"), "utf16le").split(/\r?\n/);
  const heads = rows[0].split("\t");
  const at = rows.findIndex((row) => row.includes(number));
  const cells = rows[at].split("\t");
  for (const [head, value] of Object.entries(says)) cells[heads.indexOf(head)] = value;
  rows[at] = cells.join("\t");
  assert.match(deliver(s, "残疾人证.txt", Buffer.from(rows.join("\r\n"), "utf16le")), /变更 1，/);
}

test("an allowance is asked for, decided, paid, checked and ended without anybody coming to a window", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const town = await as(browser, server, "xiangzhen");
  const county = await as(browser, server, "quxian");
  const second = await as(browser, server, "quxian2");
  const person = somebody(server.folder, server.town, (one) => one.disability_type === "4" && one.disability_grade === "3" && one.birth_date < "2000" && one.hukou_local === "true" && one.alive === "true");
  const own = await phoneOf(s, town, person);
  let ref;
  let letter;

  certified(server.folder, person.number, { 残疾等级: "2" });
  await step("he asks on the phone, and nobody asks him for the certificate", async () => {
    await own.page.goto("/apply/disability_care");
    await press(own.page);
    await answerAll(own, person.name, { capacity: "own" });
    await press(own.page);
    ref = caseOf(own.page);
    await own.page.goto(`/cases/${ref.county}/${ref.id}`);
    assert.match(await own.page.locator("main").innerText(), /待受理/);
  });

  await step("the town accepts, the county holds the certificate against the federation, another decides", async () => {
    const accepted = await act(town, ref, "accept");
    await own.page.goto(`/cases/${ref.county}/${ref.id}/letters/${accepted}`);
    assert.match(await own.page.locator("article.letter").innerText(), /这些不用交，我们去查：[^]*残疾人证/);
    await act(county, ref, "verify_certificate", { opinion_of_federation: "valid" });
    letter = await act(second, ref, "approve");
    assert.match(await stageOf(second, ref), /已确认/);
  });

  await step("he reads the decision on the phone, and the next month is paid", async () => {
    await own.page.goto(`/cases/${ref.county}/${ref.id}/letters/${letter}`);
    assert.match(await own.page.locator("article.letter").innerText(), /同意您领取重度残疾人护理补贴，自2025年8月起每月发/);
    const sent = await pay(s, { month: await nextMonth(s, town, county, second), programme: "disability_care" });
    assert.ok(sent.lines.some((l) => l.holder === person.name), `${person.name} is not in the file for the bank`);
    await comeBack(own, town, ref);
    await own.page.goto("/payments");
    assert.match(await own.page.locator("main").innerText(), /重度残疾人护理补贴[^]*已到账/);
  });

  let change;
  await step("his certificate is about to run out: the night finds it, reminds him and asks a person to look", async () => {
    certified(server.folder, person.number, { 有效期至: "2025年10月20日" });
    await pass(s, 2, town, county, second);
    await town.page.goto("/work?tab=all&matter=disability_care_change");
    assert.deepEqual(await axe(town.page), []);
    await press(town.page, town.page.locator("main tbody tr", { hasText: person.name }).locator("a[href^='/case/']").first());
    change = caseOf(town.page);
    await comeBack(own, town, ref);
    await own.page.goto(`/cases/${change.county}/${change.id}`);
    await press(own.page, own.page.getByRole("link", { name: /残疾人证到期提醒/ }).first());
    assert.match(await own.page.locator("article.letter").innerText(), /2025年10月20日[^]*到期前补贴照发/);
  });

  await step("the new one has a lower grade: he is told before anything is decided, and answers on the phone", async () => {
    certified(server.folder, person.number, { 残疾等级: "3", 有效期至: "2035年9月10日" });
    await act(town, change, "take_up");
    await act(town, change, "judge_again");
    assert.match(await town.page.locator("main").innerText(), /不符合/);
    const told = await act(town, change, "inform", { intends: "end", reason: "残联9月重新评定为三级，不再是重度。" });
    await own.page.goto(`/cases/${change.county}/${change.id}/letters/${told}`);
    assert.match(await own.page.locator("article.letter").innerText(), /这还不是决定/);
    await familyAct(own, change, "reply", { words: "知道了，确实好多了。" });
  });

  await step("a person of the county ends it with the reason, and no further month is paid", async () => {
    const end = await act(county, change, "end", { reason: "残疾等级改为三级，不符合重度的条件。" });
    assert.match(await stageOf(county, change), /已停发/);
    await own.page.goto(`/cases/${change.county}/${change.id}/letters/${end}`);
    assert.match(await own.page.locator("article.letter").innerText(), /停发决定书[^]*申请行政复议/);
    const month = await nextMonth(s, town, county);
    const finance = await as(browser, server, "caiwu");
    await finance.page.goto(`/pay/new?county=${server.county}&month=${month}&programme=disability_care&kind=monthly`);
    assert.match(await finance.page.locator("main tbody tr", { hasText: person.name }).innerText(), /0\.00[^]*停止发放：残疾等级改为三级/);
    await finance.close();
  });
  assert.deepEqual([...own.broken, ...town.broken, ...county.broken, ...second.broken], []);
});
