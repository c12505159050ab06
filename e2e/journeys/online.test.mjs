// One net: without an account everything that can be asked for stands on one site, and says
// how it is done on a phone; and nobody has to come to be decided about: a family in pay
// says on its phone that somebody fell ill, no paper is asked for, the town and the county
// decide by what departments hold, the letter is read on the phone, anybody can check it,
// and the month after more is paid.
// rows: 152
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, resident, sideways, visit } from "../browser.mjs";
import { act, answerAll, caseOf, comeBack, deliver, lookUp, nextMonth, numberOf, pay, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

const fen = (text) => Math.round(Number(text.replace(/[^\d.-]/g, "")) * 100);

test("everything is on one net, and is decided without anybody coming", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const town = await as(browser, server, "xiangzhen");
  const county = await as(browser, server, "quxian");
  const family = await resident(browser, server, "已批准");
  const text = (v) => v.page.locator("main").innerText();
  let ref, letter, before, after;

  await step("without an account: every matter on one page, and how each is done on a phone", async () => {
    const anybody = await visit(browser, server, { size: "phone" });
    await anybody.page.goto("/guides");
    const guides = await anybody.page.locator("main .tasks a.task-title").evaluateAll((list) => list.map((a) => a.getAttribute("href")));
    assert.ok(guides.length > 20, `${guides}`);
    const window = [];
    for (const path of guides) {
      await anybody.page.goto(path);
      const leads = await anybody.page.locator("main a.btn-primary").evaluateAll((list) => list.map((a) => a.getAttribute("href")));
      if (!/手机上办，不用跑/.test(await text(anybody))) window.push(path);
      else assert.ok(leads.some((href) => href.startsWith("/apply")), `${path} leads to ${leads}`);
    }
    assert.deepEqual(window, ["/guides/allowance_elsewhere"], "what only a window does is for people registered elsewhere");
    await anybody.close();
  });

  await step("the family says on its phone that the mother fell ill; what is known is filled in", async () => {
    await lookUp(town, family.who.name);
    const number = await numberOf(town);
    assert.match(deliver(s, "重特大疾病.csv", `患者姓名,患者身份证号,病种名称,确诊日期,认定医院\n${family.who.name},${number},慢性肾脏病5期,2025-08-11,南通市第二人民医院\n`), /接收 1，/);
    await family.page.goto("/payments");
    before = fen(await family.page.locator(".big-amount").first().innerText());
    await family.page.goto("/apply");
    assert.deepEqual(await axe(family.page), []);
    assert.equal(await sideways(family.page), 0);
    await press(family.page, family.page.getByRole("link", { name: "最低生活保障变更" }));
    await press(family.page);
    const asked = await answerAll(family, family.who.name, { change_kind: "illness", change_note: "本人查出肾病，每周要透析。" });
    assert.ok(asked.length < 12, `it is asked too much: ${asked}`);
    await press(family.page, family.page.getByRole("link", { name: /修改\s*患有重特大疾病/ }).first());
    await family.page.locator("main form [type=radio][value=yes]").check();
    await press(family.page);
    await answerAll(family, family.who.name, { illness: "N18" });
    await press(family.page); // what was corrected is signed once more
    await answerAll(family, family.who.name);
    await press(family.page);
    ref = caseOf(family.page);
    assert.match(await stageOf(town, ref), /待核实/);
    assert.match(await town.page.locator("#papers").innerText(), /诊断证明[^]*我们去查/);
  });

  await step("departments answer, the town proposes and the county decides; nobody has come", async () => {
    await act(town, ref, "take_up");
    await act(county, ref, "check");
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    assert.match(await town.page.locator("#papers").innerText(), /不用交[^]*部门已有登记/);
    await act(town, ref, "propose", { reason: "卫健登记的重特大疾病，按分类施保增发。" });
    letter = await act(county, ref, "raise");
    assert.match(await stageOf(county, ref), /已变更/);
    assert.doesNotMatch(await county.page.locator("#timeline").innerText(), /窗口|入户/);
  });

  await step("the family reads it on the phone, and whoever is shown it can check it", async () => {
    await family.page.goto(`/cases/${ref.county}/${ref.id}/letters/${letter}`);
    const [, was, now] = (await family.page.locator("article.letter").innerText()).match(/从每月([\d,.]+)\s?元变为每月([\d,.]+)\s?元/);
    after = fen(now);
    assert.equal(fen(was), before);
    assert.ok(after > before, `${now} is not more than ${was}`);
    const passer = await visit(browser, server, { size: "phone" });
    await passer.page.goto(await family.page.getByRole("link", { name: "验证真伪" }).getAttribute("href"));
    await passer.page.getByText("这份文书是真的").waitFor();
    await passer.close();
  });

  await step("the month after more is paid, and the phone says why", async () => {
    const { lines } = await pay(s, { month: await nextMonth(s, town) });
    assert.equal(lines.filter((l) => l.holder === family.who.name).reduce((all, l) => all + fen(l.amount), 0), after);
    await comeBack(family, town, ref);
    await family.page.goto("/payments");
    assert.match(await family.page.locator(".why-differs").first().innerText(), /比上月多/);
  });
  assert.deepEqual([...family.broken, ...town.broken, ...county.broken], []);
});
