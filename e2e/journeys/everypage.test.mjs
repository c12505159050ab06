// Every main page as each role sees it: nothing for axe-core to find in either
// theme, no request that leaves this machine, nothing broken, light, no sideways
// scroll, reached by keyboard. And what holds on all of them: without script,
// pressed twice, changed by another, outside one's scope.
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, keyboardOnly, pageMax, resident, sideways, visit, weigh } from "../browser.mjs";
import { offices, open, own, phones } from "../pages.mjs";
import { act, caseOf, fill, press, stage } from "../steps.mjs";

const s = stage();

// faultsOf is what is wrong with the page that is open, as lines to read.
async function faultsOf(v, path, width, opened) {
  const answer = opened ?? await v.page.goto(path, { waitUntil: "load" });
  const found = [];
  if (answer.status() !== 200) return [`${path} ${answer.status()}`];
  await v.page.setViewportSize({ width, height: 900 });
  const wider = await sideways(v.page);
  if (wider) found.push(`${path} ${wider} px wider than ${width}`);
  for (const one of await axe(v.page)) found.push(`${path} ${one}`);
  return found;
}

const clean = (v) => [...v.foreign, ...v.broken];

for (const [login, list] of Object.entries(offices)) {
  test(`the pages of ${login} are sound`, async () => {
    const v = await as(s.browser, s.server, login);
    const found = [];
    for (const path of list) found.push(...await faultsOf(v, path, phones.test(path) ? 390 : 1440));
    const link = v.page.locator("tbody tr a, main .posted a").first();
    await v.page.goto(list[0]);
    if (await link.count()) found.push(...await faultsOf(v, await link.getAttribute("href"), phones.test(list[0]) ? 390 : 1440));
    assert.deepEqual([...found, ...clean(v)], []);
    await v.close();
  });
}

for (const whose of ["已批准", "从头申请"]) {
  test(`the pages of a family are sound: ${whose}`, async () => {
    const v = await resident(s.browser, s.server, whose);
    const found = [];
    for (const path of own) found.push(...await faultsOf(v, path, 390));
    await v.page.goto("/home");
    const link = v.page.locator("main .posted a").first();
    if (await link.count()) found.push(...await faultsOf(v, await link.getAttribute("href"), 390));
    assert.deepEqual([...found, ...clean(v)], []);
    await v.close();
  });
}

test("the pages of everybody are sound and light", async () => {
  const v = await visit(s.browser, s.server, { size: "phone" });
  const found = [];
  for (const path of open) {
    const { answer, weight } = await weigh(v, path);
    found.push(...await faultsOf(v, path, 390, answer));
    if (weight > pageMax) found.push(`${path} weighs ${weight} bytes`);
  }
  assert.deepEqual([...found, ...clean(v)], []);
  await v.close();
});

test("the five pages used most are walked with the keyboard alone, and are light", async () => {
  const found = [];
  const walk = async (v, path) => {
    const { weight } = await weigh(v, path);
    if (weight > pageMax) found.push(`${path} weighs ${weight} bytes`);
    for (const one of await keyboardOnly(v.page)) found.push(`${path} ${one}`);
  };
  const clerk = await as(s.browser, s.server, "xiangzhen");
  await walk(clerk, "/work");
  await walk(clerk, "/intake");
  await clerk.page.goto("/work?tab=all");
  await walk(clerk, await clerk.page.locator("tbody tr a").first().getAttribute("href"));
  const finance = await as(s.browser, s.server, "caiwu");
  await walk(finance, "/pay/new");
  const family = await resident(s.browser, s.server, "要补材料");
  await walk(family, "/home");
  assert.deepEqual(found, []);
  for (const v of [clerk, finance, family]) await v.close();
});

test("without script a question is answered, and a half-filled form is still there", async () => {
  const v = await resident(s.browser, s.server, "没填完", { script: false });
  await v.page.goto("/home");
  await press(v.page, v.page.locator("main .posted a").first());
  const form = new URL(v.page.url()).pathname;
  await v.page.goto(`${form.replace(/\/form$/, "")}/form/household/ask/hardship`);
  await fill(v.page, { answer: "只靠一个人打零工，孩子要上学。" });
  await press(v.page);
  await v.page.goto(`${form.replace(/\/form$/, "")}/form/household/ask/hardship`);
  assert.equal(await v.page.locator("[name=answer]").inputValue(), "只靠一个人打零工，孩子要上学。");
  await v.close();
});

test("a form that is sent twice acts once", async () => {
  const clerk = await as(s.browser, s.server, "xiangzhen");
  await clerk.page.goto("/work?tab=all");
  const row = clerk.page.locator("tbody tr", { hasText: "待受理" }).first();
  await press(clerk.page, row.locator("a").first());
  const ref = caseOf(clerk.page);
  const form = clerk.page.locator(".actions form[action$='/do/accept']");
  const fields = await form.evaluate((e) => [...new FormData(e)]);
  const send = () => clerk.context.request.post(`${s.server.address}/case/${ref.county}/${ref.id}/do/accept`, { form: Object.fromEntries(fields), headers: { Origin: s.server.address } });
  const answers = await Promise.all([send(), send()]);
  assert.deepEqual(answers.map((a) => a.status()), [200, 200]);
  await clerk.page.goto(`/case/${ref.county}/${ref.id}`);
  assert.equal(await clerk.page.locator("#timeline li", { hasText: "受理 →" }).count(), 1, "it was accepted twice");
  await clerk.close();
});

test("of two clerks on one case the second is told who was faster, and keeps what was typed", async () => {
  const one = await as(s.browser, s.server, "xiangzhen");
  const two = await as(s.browser, s.server, "xiangzhen2");
  await one.page.goto("/work?tab=all");
  await press(one.page, one.page.locator("tbody tr", { hasText: "调查核对中" }).first().locator("a").first());
  const ref = caseOf(one.page);
  await two.page.goto(`/case/${ref.county}/${ref.id}/do/mark_near_kin`);
  await fill(two.page, { kin_name: "顾红", kin_relation: "姑侄" });
  await act(one, ref, "mark_hard", { reason: "家庭成员分住三处，情况一时查不清。" });
  await two.page.click("main [data-primary]");
  await two.page.getByText(one.who.name).first().waitFor();
  assert.equal(await two.page.locator("[name=kin_relation]").inputValue(), "姑侄");
  for (const v of [one, two]) await v.close();
});

test("outside one's scope every address of a case is not there", async () => {
  const { browser, server } = s;
  const clerk = await as(browser, server, "xiangzhen");
  await clerk.page.goto("/work?tab=all");
  const ref = caseOf(await firstCase(clerk));
  const at = `/case/${ref.county}/${ref.id}`;
  const addresses = [at, `${at}/do/accept`, `${at}/do/survey`, `${at}/notice`, `${at}/archive.pdf`, `${at}/file/none`, `${at}/letter/none`,
    `/cases/${ref.county}/${ref.id}`, `/v${at}/survey`, `/audit${at}`, `/intake/${ref.county}/${ref.id}`];
  const found = [];
  const strangers = [await as(browser, server, "caiwu"), await as(browser, server, "guanli"), await as(browser, server, "bumen"), await resident(browser, server, "申请复议")];
  for (const v of strangers) {
    for (const address of addresses) {
      const answer = await v.context.request.get(server.address + address, { maxRedirects: 0 });
      if (answer.status() !== 404) found.push(`${v.who.login ?? v.who.name} ${address} ${answer.status()}`);
    }
    await v.close();
  }
  assert.deepEqual(found, []);
});

// firstCase opens the first case of a clerk's list.
async function firstCase(v) {
  await press(v.page, v.page.locator("tbody tr", { hasText: "公示中" }).first().locator("a").first());
  return v.page;
}
