// Money that goes astray: an account that was closed and the second payment, a death
// after the file for the bank was made, what was overpaid and comes back, and a year
// that is paid at once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, said } from "../bank.mjs";
import { as } from "../browser.mjs";
import { download, fill, pair, pass, press, stage, steps } from "../steps.mjs";

const s = stage();

// office is everybody it takes to pay.
async function office() {
  const { browser, server } = s;
  return { maker: await as(browser, server, "caiwu"), reviewer: await as(browser, server, "caiwu2"), second: await as(browser, server, "caiwu3") };
}

// step does one step of a run.
async function step(v, run, name, values = {}) {
  await v.page.goto(`${run}/do/${name}`);
  await fill(v.page, values);
  await press(v.page);
}

// prepared makes the list of a month.
async function prepared(v, month, kind) {
  await v.page.goto(`/pay/new?county=${s.server.county}&month=${month}&programme=dibao&kind=${kind}`);
  await press(v.page);
  return new URL(v.page.url()).pathname;
}

// signed takes a frozen list through review and both signatures to its file.
async function signed(o, run) {
  await step(o.reviewer, run, "approve");
  await step(o.reviewer, run, "sign");
  await o.second.page.goto(`${run}/do/release`);
  await step(o.second, run, "release", { typed: await pair(o.second.page, "总金额") });
  return download(o.second.page, `${run}/do/file`, { format: "csv" });
}

async function returned(o, run, file, closed = []) {
  await o.maker.page.goto(`${run}/do/return`);
  await o.maker.page.setInputFiles("[name=typed]", { name: "return.csv", mimeType: "text/csv", buffer: answer(file, closed) });
  await press(o.maker.page);
}

const text = (v) => v.page.locator("main").innerText();

test("an account that was closed: the family shows another, and the second payment arrives", async (t) => {
  const o = await office();
  const does = steps(t);
  let run, home, name, line;

  await does("finance finds the line the bank sent back and the family behind it", async () => {
    await o.maker.page.goto(`/pay?county=${s.server.county}`);
    await press(o.maker.page, o.maker.page.locator("main tbody tr", { hasText: "部分退回" }).locator("a").first());
    run = new URL(o.maker.page.url()).pathname;
    await o.maker.page.goto(`${run}?status=returned`);
    await press(o.maker.page, o.maker.page.locator("main tbody a").first());
    line = new URL(o.maker.page.url()).pathname;
    await press(o.maker.page, o.maker.page.getByRole("link", { name: "看这一家的发放记录" }));
    name = (await o.maker.page.locator("h1").innerText()).replace(/的发放$/, "");
    await press(o.maker.page, o.maker.page.locator("main a[href$='/account']"));
    home = new URL(o.maker.page.url()).pathname;
  });

  await does("the account is changed by whom it belongs to, with what he showed", async () => {
    const form = o.maker.page.locator(`form[action="${home}"]`);
    const type = async (values) => {
      for (const [field, value] of Object.entries(values)) await form.locator(`[name=${field}]`).fill(value);
      await form.locator("[name=capacity][value=own]").check();
    };
    await type({ holder: name, number: "6217000000001234", bank: "江苏农商银行", asker: "邻居", evidence: "存折复印件" });
    await form.locator("[data-primary]").click();
    await o.maker.page.locator(".faults").first().waitFor();
    assert.match(await text(o.maker), /只能由本人/);
    assert.equal(await form.locator("[name=number]").inputValue(), "6217000000001234", "what was typed is gone");
    await type({ asker: name });
    await press(o.maker.page, form.locator("[data-primary]"));
    assert.match(await text(o.maker), /尾号1234[^]*存折复印件/);
  });

  await does("the next list pays again what came back, and it arrives", async () => {
    const second = await prepared(o.maker, "2025-08", "supplementary");
    assert.match(await text(o.maker), /退回重发|待发/);
    await step(o.maker, second, "freeze");
    const file = await signed(o, second);
    assert.ok(said(file).lines.some((l) => l.account === "6217000000001234"), "the file does not name the new account");
    await returned(o, second, file);
    await o.maker.page.goto(line);
    assert.match(await text(o.maker), /已重发/);
    await step(o.maker, run, "close");
  });
  for (const v of Object.values(o)) await v.close();
});

test("a death after the file was made: it is recalled, what was sent before comes back", async (t) => {
  const o = await office();
  const county = await as(s.browser, s.server, "quxian");
  const does = steps(t);
  let run, first, family, event, plan;

  await does("a month is prepared, signed by two and its file made", async () => {
    run = await prepared(o.maker, "2025-09", "monthly");
    await step(o.maker, run, "freeze");
    first = await signed(o, run);
  });

  await does("a town tells of a death the same day, of somebody who lives alone", async () => {
    await county.page.goto(`/pay/new?county=${s.server.county}&month=2025-09&programme=dibao&kind=monthly`);
    const homes = await county.page.locator("main a[href^='/pay/family/']").evaluateAll((list) => [...new Set(list.map((a) => a.getAttribute("href")))]);
    for (const home of homes) {
      await county.page.goto(home.replace("/pay/", "/money/") + "/event");
      const people = await county.page.locator("[name=person] option:not([value=''])").count();
      await county.page.goto(home);
      if (people === 1 && /2025年8月/.test(await text(county))) family = home;
    }
    assert.ok(family, "nobody in pay lives alone");
    await county.page.goto(family.replace("/pay/", "/money/") + "/event");
    await fill(county.page, { kind: "death", day: "2025-07-28", reference: "死亡医学证明2025-071" });
    await press(county.page);
    event = new URL(county.page.url()).pathname;
    assert.match(await text(county), /已冻结，待决定/);
  });

  await does("the file cannot go to the bank; it is recalled and made anew without him", async () => {
    await o.maker.page.goto(`${run}/do/hand-over`);
    await fill(o.maker.page, { typed: "受理20250901" });
    await o.maker.page.click("main [data-primary]");
    await o.maker.page.locator(".faults").first().waitFor();
    assert.match(await text(o.maker), /有1笔被冻结，不能交给银行/);
    await step(o.maker, run, "recall", { typed: "有人去世；银行柜面确认没有收到文件" });
    assert.match(await text(o.maker), /已冻结/);
    const again = await signed(o, run);
    assert.equal(said(again).count, said(first).count - 1, "the new file has as many lines as the old one");
    await step(o.maker, run, "hand-over", { typed: "受理20250902" });
    await returned(o, run, again);
  });

  await does("a person decides to stop; what was sent for August is overpaid", async () => {
    await county.page.goto(event);
    await fill(county.page, { outcome: "stop" });
    await county.page.click("main [data-primary]");
    await county.page.locator(".faults").first().waitFor();
    await fill(county.page, { outcome: "stop", words: "已核实死亡证明" });
    await press(county.page);
    await county.page.goto(family);
    assert.match(await text(county), /还没有收回/);
  });

  await does("the heirs agree to pay it back in parts, and bring the first", async () => {
    await county.page.goto(family.replace("/pay/", "/money/") + "/recovery");
    const owed = (await county.page.locator("main .page-head").innerText()).match(/([\d,]+\.\d\d)/)[1].replace(",", "");
    await fill(county.page, { debtor: "女儿", number: "追2025-1", instalment: (Number(owed) / 2).toFixed(2) });
    await press(county.page);
    plan = new URL(county.page.url()).pathname;
    await o.maker.page.goto(plan);
    const form = o.maker.page.locator(`form[action="${plan}/receive"]`);
    await form.locator("[name=amount]").fill((Number(owed) / 2).toFixed(2));
    await form.locator("[name=receipt]").fill("收2025-1");
    await press(o.maker.page, form.locator("[data-primary]"));
    assert.match(await text(o.maker), /已还/);
  });

  await does("what is left is given up by two people", async () => {
    const propose = o.maker.page.locator(`form[action="${plan}/propose"]`);
    await propose.locator("[name=words]").fill("女儿也已低保，无力偿还，催收三次");
    await press(o.maker.page, propose.locator("[data-primary]"));
    assert.equal(await o.maker.page.locator(`form[action="${plan}/waive"]`).count(), 0, "who proposed it could decide it");
    await county.page.goto(plan);
    const decide = county.page.locator(`form[action="${plan}/waive"]`);
    await decide.locator("[name=verdict][value=yes]").check();
    await decide.locator("[name=words]").fill("情况属实，同意核销");
    await press(county.page, decide.locator("[data-primary]"));
    assert.match(await text(county), /还没收回\s*0\.00/);
  });
  for (const v of [county, ...Object.values(o)]) await v.close();
});

test("a year that was not paid comes at once, and the family reads why", async (t) => {
  const o = await office();
  const does = steps(t);
  let run, home;

  await does("a year later one list brings every month since", async () => {
    await pass(s, 330, o.maker, o.reviewer, o.second);
    run = await prepared(o.maker, "2026-07", "monthly");
    await o.maker.page.goto(`/pay/new?county=${s.server.county}&month=2026-07&programme=dibao&kind=monthly`);
    assert.match(await text(o.maker), /补发2025年10月至2026年6月/);
    home = await o.maker.page.locator("main tbody tr", { hasText: "补发2025年10月至2026年6月" }).locator("a[href^='/pay/family/']").first().getAttribute("href");
    await step(o.maker, run, "freeze");
    const file = await signed(o, run);
    await returned(o, run, file);
    await step(o.maker, run, "close");
  });

  await does("the family's history says for which months, and adds up", async () => {
    await o.maker.page.goto(home);
    const month = o.maker.page.locator("section.payment").first();
    assert.match(await month.innerText(), /补发2025年10月至2026年6月/);
    await month.locator("summary").click().catch(() => {});
    const rows = await month.locator("details tbody tr").count();
    assert.ok(rows === 0 || rows === 10, `ten months are ${rows} lines`);
  });
  for (const v of Object.values(o)) await v.close();
});
