// What people do on pages, in the order in which they do it: fill in, press, sign,
// take a picture, wait for days to pass.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { answer, said } from "./bank.mjs";
import { as, enter, launch, signIn, visit } from "./browser.mjs";
import { demo, program, root } from "./server.mjs";

// stage is a city and a browser for the journeys of one file; flags choose another city.
export function stage(...flags) {
  const s = {};
  before(async () => {
    s.server = await demo(...flags);
    s.browser = await launch();
  });
  after(async () => {
    await s.browser?.close();
    await s.server?.stop();
  });
  return s;
}

// steps names the steps of a journey: the first that fails ends it and says which.
export function steps(t) {
  return async (name, does) => {
    const begun = Date.now();
    try {
      await does();
    } catch (error) {
      error.message = `${name}: ${error.message}`;
      throw error;
    }
    t.diagnostic(`${((Date.now() - begun) / 1000).toFixed(1)} s ${name}`);
  };
}

// fill fills in the fields of a form by their names, whatever they are: a text, a
// choice, a list, a tick.
export async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`main [name="${name}"]`);
    if (await field.count() === 0) throw new Error(`no field ${name} at ${page.url()}: ${(await page.locator("main").innerText()).slice(0, 600)}`);
    const { tag, type } = await field.first().evaluate((e) => ({ tag: e.tagName, type: e.type }));
    if (type === "radio" || type === "checkbox") await page.locator(`main [name="${name}"][value="${value}"]`).check();
    else if (tag === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
}

// press presses what a page is for and waits for the answer.
export async function press(page, what = "main [data-primary], main a.btn-primary") {
  const at = page.url();
  const button = typeof what === "string" ? page.locator(what).first() : what;
  try {
    await Promise.all([page.waitForEvent("framenavigated", (frame) => frame === page.mainFrame()), button.click()]);
  } catch (error) {
    throw new Error(`pressed in vain at ${at}: ${(await page.locator("main").innerText()).slice(0, 600)}`, { cause: error });
  }
  await page.waitForLoadState("load");
  assert.equal(await page.locator(".faults").count(), 0, `refused at ${at}: ${(await page.locator(".faults").allInnerTexts()).join(" ")}`);
}

// sign draws a name into a pad.
export async function sign(page, field) {
  const pad = page.locator(`[data-signature="${field}"] canvas`);
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  await page.mouse.move(box.x + 30, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 20, { steps: 5 });
  await page.mouse.move(box.x + box.width - 40, box.y + 30, { steps: 5 });
  await page.mouse.up();
  await page.waitForFunction((name) => document.querySelector(`[data-signature="${name}"] input`)?.files.length === 1, field);
}

// photo is a picture as a camera hands it over: here of the page itself.
export async function photo(page, name) {
  return { name: `${name}.png`, mimeType: "image/png", buffer: await page.screenshot() };
}

// caseOf is the county and the number inside of the case a page is about.
export function caseOf(page) {
  const found = new URL(page.url()).pathname.match(/^\/(?:cases|case|intake|v\/case)\/([0-9]+)\/([^/]+)/);
  assert.ok(found, `no case in ${page.url()}`);
  return { county: found[1], id: found[2] };
}

// act does an action of a case at an office, from the case's page, and gives the
// address of the letter it wrote, if it wrote one.
export async function act(v, ref, action, values = {}, more = async () => {}) {
  const path = `/case/${ref.county}/${ref.id}`;
  await v.page.goto(path);
  const panel = v.page.locator(".actions");
  const link = panel.locator(`a[href="${path}/do/${action}"]`);
  const direct = panel.locator(`form[action="${path}/do/${action}"] button`);
  assert.ok((await link.count()) + (await direct.count()) === 1, `${action} is not open on ${path}: ${await panel.innerText()}`);
  if (await direct.count()) {
    await press(v.page, direct);
  } else {
    await link.click();
    await v.page.waitForURL(`**/do/${action}`);
    await fill(v.page, values);
    await more(v.page);
    await press(v.page);
  }
  const url = new URL(v.page.url());
  assert.equal(url.searchParams.get("done"), action, `${action} ended at ${v.page.url()}: ${(await v.page.locator("main").innerText()).slice(0, 400)}`);
  return url.searchParams.get("letter") ?? "";
}

// familyAct does an action of a family's case on its phone.
export async function familyAct(v, ref, action, values = {}, more = async () => {}) {
  await v.page.goto(`/cases/${ref.county}/${ref.id}/do/${action}`);
  await fill(v.page, values);
  await more(v.page);
  await press(v.page);
  assert.equal(new URL(v.page.url()).searchParams.get("done"), action, `${action} ended at ${v.page.url()}`);
}

// stageOf is where a case stands, as its page at an office says.
export async function stageOf(v, ref) {
  await v.page.goto(`/case/${ref.county}/${ref.id}`);
  return v.page.locator(".page-head .chips .chip").first().innerText();
}

// daysMax is how long days may take to go by, in milliseconds: every night in
// between checks and rechecks whoever is in pay.
const daysMax = 120_000;

// pass lets days go by. Who was signed in no longer is; those of offices that are
// named sign in again.
export async function pass(s, days, ...staff) {
  const v = await visit(s.browser, s.server);
  v.context.setDefaultTimeout(daysMax); // the nights between do their work
  await v.page.goto("/demo");
  await v.page.fill("[name=days]", String(days));
  await press(v.page, "main form[action='/demo/clock'] button");
  await v.close();
  for (const one of staff) await signIn(one);
}

// nextMonth lets days go by until the fifth of the next month, and gives the month.
export async function nextMonth(s, ...staff) {
  const v = await visit(s.browser, s.server);
  await v.page.goto("/demo");
  const [year, month, day] = (await v.page.locator("main strong").innerText()).match(/(\d+)年(\d+)月(\d+)日/).slice(1).map(Number);
  await v.close();
  const then = new Date(Date.UTC(year, month, 5));
  await pass(s, Math.round((then - Date.UTC(year, month - 1, day)) / 86_400_000), ...staff);
  return then.toISOString().slice(0, 7);
}

// deliver lets a department push a file, by the command line, and gives what it said.
export function deliver(s, name, text) {
  const file = join(s.server.folder, name);
  writeFileSync(file, text);
  return execFileSync(program, ["demo", "--dir", s.server.folder, "--deliver", file], { cwd: root, encoding: "utf8", timeout: 90_000 });
}

// comeBack signs a family in again with a slip that a window prints from its case.
export async function comeBack(v, clerk, ref) {
  await clerk.page.goto(`/case/${ref.county}/${ref.id}`);
  await press(clerk.page, clerk.page.locator(".page-head h1 a"));
  await press(clerk.page, clerk.page.locator("form[action$='/slip'] button"));
  await enter(v, await clerk.page.locator(".slip-code").innerText());
}

// lookUp opens the page of a person, by his number or by a name only he has.
export async function lookUp(v, words) {
  await v.page.goto(`/search?q=${words}`);
  if (!new URL(v.page.url()).pathname.startsWith("/person/")) await press(v.page, v.page.locator("main tbody a").first());
}

// phoneOf signs somebody in on a phone with a slip that a window prints from his record.
export async function phoneOf(s, clerk, person) {
  await lookUp(clerk, person.number);
  await press(clerk.page, clerk.page.locator("form[action$='/slip'] button"));
  const code = await clerk.page.locator(".slip-code").innerText();
  const v = await visit(s.browser, s.server, { size: "phone" });
  await enter(v, code);
  return v;
}

// numberOf shows the ID number on the page of a person, for a reason, and gives it.
export async function numberOf(v) {
  await v.page.locator("details:has([name=purpose-id_number]) summary").click();
  await fill(v.page, { "purpose-id_number": "review" });
  await press(v.page, v.page.locator("form:has([name=purpose-id_number]) button"));
  return (await v.page.locator("main").innerText()).match(/\b\d{17}[\dX]\b/)[0];
}

// hire opens an account at the administrator's page and gives it a password of its own.
export async function hire(s, admin, { login, name, role, division }) {
  await admin.page.goto("/accounts/new");
  await fill(admin.page, { login, name, "role-1": role, "division-1": division });
  await press(admin.page);
  const slip = (await admin.page.locator(".confirm code").innerText()).trim();
  const v = { ...await visit(s.browser, s.server), who: { login, name, password: slip } };
  await signIn(v);
  await v.page.goto("/staff/password");
  const chosen = "Lianxin-2026-xian";
  const fields = await v.page.locator("main input[type=password]").evaluateAll((list) => list.map((e) => e.name));
  await fill(v.page, Object.fromEntries(fields.map((f, i) => [f, i === 0 ? slip : chosen])));
  await press(v.page);
  v.who.password = chosen;
  await signIn(v);
  return v;
}

// seen are findings of a visit that nobody could find anything wrong with.
export const seen = {
  second: "顾红", manner: "visit", present: "申请人", members_found: "与申报一致", income_found: "没有固定收入，靠亲戚接济",
  housing_found: "自建平房三间，家具陈旧", living_found: "每月水电约60元", labour_found: "与申报一致", neighbours: "邻居二人说情况属实",
  high_spending: "no", agrees: "same",
};

// survey writes a visit down on the phone of a worker, with a picture and the
// names of two people.
export async function survey(v, ref, findings = seen) {
  await v.page.goto(`/v/case/${ref.county}/${ref.id}/survey`);
  await fill(v.page, findings);
  await v.page.setInputFiles("[name='photo-1']", await photo(v.page, "house"));
  await sign(v.page, "sign-1");
  await sign(v.page, "sign-2");
  await press(v.page);
  await v.page.getByText("入户调查已登记。").waitFor();
}

// memberOf is what one of a family says at a window, and that he has signed there.
export function memberOf(i, more = {}) {
  const said = { labour_ability: "partial", in_school: "no", severe_illness: "no", has_work: "no", has_pension: "no", has_property: "no", has_spending: "no", ...more };
  return { [`m.${i}.signed`]: "yes", ...Object.fromEntries(Object.entries(said).map(([name, value]) => [`m.${i}.member.${name}`, value])) };
}

// takeIn takes an application in at a window: what the form of the matter asks for is
// filled in. It gives the case.
export async function takeIn(v, one, matter, values) {
  await v.page.goto("/intake");
  await fill(v.page, { id_number: one.number, name: one.name, matter });
  await press(v.page);
  const ref = caseOf(v.page);
  const all = {
    "f.applicant.phone": "13800000006", "f.applicant.registered_address": "3组12号", "f.applicant.lives_elsewhere": "no", "f.applicant.by_proxy": "no",
    "f.household.hardship": "收入不多，看病花了很多钱。", "f.household.housing": "own", "f.household.apart": "no", "f.household.supported": "no", "f.household.near_kin": "no",
    "f.payee.bank": "江苏农商银行", "f.payee.account": "6230660012340061", "f.payee.holder": one.name, "f.payee.capacity": "own", agreed: "yes", ...values,
  };
  for (const [name, value] of Object.entries(all)) if (await v.page.locator(`main [name="${name}"]`).count()) await fill(v.page, { [name]: value });
  await press(v.page);
  return ref;
}

// looked takes an application from acceptance to the notice that hangs out.
export async function looked(town, county, ref, reason) {
  await act(town, ref, "accept");
  await act(town, ref, "survey", {
    second: "顾红", manner: "visit", present: "本人", members_found: "与申报一致", income_found: "与申报一致", housing_found: "自住一套", living_found: "生活节俭",
    labour_found: "与申报一致", neighbours: "邻居说属实", high_spending: "no", agrees: "same",
  });
  await act(county, ref, "check");
  await act(town, ref, "opine_grant", { reason });
  await act(town, ref, "skip_preview", { reason: "本人不用手机，已当面读给他听。" });
  await act(town, ref, "publish");
}

// decided closes a notice that has hung long enough and lets the county decide, after a
// visit where the lot fell on it; it gives the words of the letter.
export async function decided(town, county, ref) {
  await act(town, ref, "close_notice");
  await county.page.goto(`/case/${ref.county}/${ref.id}`);
  if (await county.page.locator(".actions button[disabled]", { hasText: /^(认定|确认)/ }).count()) await act(county, ref, "visit", { second: "孙伟", findings: "情况属实。" });
  const letter = await act(county, ref, "approve");
  await county.page.goto(`/case/${ref.county}/${ref.id}/letter/${letter}`);
  return county.page.locator("body").innerText();
}

// usual are the answers of a family that earns a little and owns the house it lives in.
const usual = {
  has_work: "yes", wage: "300", business_income: "0", has_pension: "yes", pension: "0", transfer_income: "0", excluded_income: "0",
  has_property: "yes", property_income: "0", deposits: "0", vehicles: "0", housing_units: "1",
  phone: "13800000001", hardship: "丈夫去世，孩子上学，没有收入。", housing: "own", capacity: "own", labour_ability: "full",
  bank: "江苏农商银行", account: "6230660012345678", registered_address: "中大街1号",
};

// questionsMost is more questions than any form asks.
const questionsMost = 120;

// answerAll goes from question to question of an application, as a family does:
// what is filled in already stays, what is asked is answered, and the promise is
// signed. It ends where everything is shown once more, and gives the questions.
export async function answerAll(v, name, given = {}) {
  const answers = { ...usual, holder: name, ...given };
  const asked = [];
  for (let i = 0; i < questionsMost; i++) {
    const path = new URL(v.page.url()).pathname;
    if (path.endsWith("/answers")) return asked;
    if (path.startsWith("/bundles/") && await v.page.locator("main [name=agreed]").count()) return asked; // all forms of it
    const question = path.match(/\/ask\/(\w+)$/)?.[1];
    if (question) {
      asked.push(path);
      await reply(v.page, answers[question]);
    }
    if (path.endsWith("/declare")) {
      await v.page.locator("main input[type=checkbox]").check();
      await sign(v.page, "signature");
    }
    const relatives = v.page.locator("main [name=person]");
    for (const one of await relatives.all()) await one.check();
    if (await relatives.count()) await press(v.page, "main [data-primary]");
    else await press(v.page, "main [data-primary], main a.btn-primary, main a.page-back");
  }
  throw new Error(`more than ${questionsMost} questions, at ${v.page.url()}`);
}

// reply answers one question: with what is given, else with no, else with what
// stands there.
async function reply(page, given) {
  const radios = page.locator("main form [type=radio]");
  if (await radios.count()) {
    if (await page.locator("main form [type=radio]:checked").count()) return;
    const values = await radios.evaluateAll((list) => list.map((e) => e.value));
    const choice = values.includes(given) ? given : values.includes("no") ? "no" : values[0];
    await page.locator(`main form [type=radio][value="${choice}"]`).check();
    return;
  }
  const field = page.locator("main form [name=answer]");
  if (await field.count() === 0 || await field.inputValue()) return;
  await field.fill(given ?? "无");
}

// pay pays a month of a county: one prepares and freezes, another reviews and
// signs first, a third types the sum again and releases; the bank answers, and the
// run is closed. It gives what the bank was sent.
export async function pay(s, { month, programme = "dibao", closed = [] }) {
  const { browser, server } = s;
  const maker = await as(browser, server, "caiwu");
  const reviewer = await as(browser, server, "caiwu2");
  const second = await as(browser, server, "caiwu3");
  await maker.page.goto(`/pay/new?county=${server.county}&month=${month}&programme=${programme}&kind=monthly`);
  await press(maker.page);
  const run = new URL(maker.page.url()).pathname;
  const step = async (v, name, values = {}) => {
    await v.page.goto(run);
    await press(v.page, v.page.locator(`main a[href="${run}/do/${name}"]`));
    await fill(v.page, values);
    await press(v.page);
  };
  await step(maker, "freeze");
  await maker.page.goto(run);
  assert.equal(await maker.page.locator(`a[href="${run}/do/approve"]`).count(), 0, "who made the list could review it");
  await step(reviewer, "approve");
  await step(reviewer, "sign");
  await reviewer.page.goto(run);
  assert.equal(await reviewer.page.locator(`a[href="${run}/do/release"]`).count(), 0, "one person could sign twice");
  await second.page.goto(`${run}/do/release`);
  await fill(second.page, { typed: "1.00" });
  await second.page.click("main [data-primary]");
  await second.page.locator(".faults").waitFor();
  const total = await pair(second.page, "总金额");
  await step(second, "release", { typed: total });
  const offer = await download(maker.page, `${run}/do/file`, { format: "csv" });
  await maker.page.goto(`${run}/do/return`);
  await maker.page.setInputFiles("[name=typed]", { name: "return.csv", mimeType: "text/csv", buffer: answer(offer, closed) });
  await press(maker.page);
  if (closed.length === 0) await step(maker, "close");
  for (const v of [maker, reviewer, second]) await v.close();
  return { run, total, ...said(offer) };
}

// pair is what stands beside a word.
export async function pair(page, word) {
  return (await page.locator("dt", { hasText: word }).first().locator("xpath=following-sibling::dd[1]").innerText()).trim();
}

// download fills in a form that answers with a file, and gives its bytes.
export async function download(page, path, values = {}) {
  await page.goto(path);
  await fill(page, values);
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator("main [data-primary]").click()]);
  return readFileSync(await file.path());
}

// passOn passes a need on from the page of a case to a department, and gives the
// address of the referral.
export async function passOn(v, ref, values) {
  await v.page.goto(`/case/${ref.county}/${ref.id}`);
  await press(v.page, v.page.locator("main a", { hasText: /^转办$/ }));
  const person = v.page.locator("main [name=person] option").last();
  await fill(v.page, { person: await person.getAttribute("value"), ...values });
  await press(v.page);
  return new URL(v.page.url()).pathname;
}

// confer puts a case before a meeting, holds it, and writes down what it resolved; it
// gives the number of the record.
export async function confer(town, county, ref, { day, words, resolved }) {
  await town.page.goto(`/case/${ref.county}/${ref.id}`);
  await press(town.page, town.page.locator("main a", { hasText: "提请会商" }));
  await fill(town.page, { why: "cap", words });
  await press(town.page);
  const item = new URL(town.page.url()).pathname;
  await county.page.goto("/conferences/new");
  await fill(county.page, { body: "hard", title: "临时救助一事一议", day, place: "二楼会议室", attending: "民政局 李敏\n财政局 王明\n医疗保障局 朱伟", items: item.replace("/agenda/", "") });
  await press(county.page);
  await county.page.goto(`${new URL(county.page.url()).pathname}/hold`);
  await fill(county.page, { came: "民政局 李敏\n财政局 王明\n医疗保障局 朱伟", minutes: "乡镇介绍了情况，各部门看了票据，意见一致。" });
  await press(county.page);
  await county.page.goto(`${item}/resolve`);
  await fill(county.page, { words: resolved });
  await press(county.page);
  return (await county.page.locator("main").innerText()).match(/HS-\d+-\d+-\d+/)[0];
}
