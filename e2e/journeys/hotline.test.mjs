// A call to the hotline: while the caller speaks the desk finds whom it is about and what
// he has; a family in need becomes a lead that the village worker visits, a question goes
// to an office, answers are called back and graded; what nobody calls back in time goes up
// to the county; and who calls for himself finds his application begun at his window.
// rows: 243
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, sideways } from "../browser.mjs";
import { somebody } from "../people.mjs";
import { caseOf, fill, pass, press, stage, steps } from "../steps.mjs";

const s = stage();

// head is the code of the head of a household.
const head = "02";

const text = (v) => v.page.locator("main").innerText();

// look finds who is spoken of while a call is being taken.
async function look(v, values) {
  await v.page.goto("/hotline/new");
  await fill(v.page, values);
  await v.page.locator("main button[value=look]").click();
  await v.page.locator("main [name=person]").first().waitFor({ state: "attached" });
}

// take takes the call down, and gives the address of its page.
async function take(v, values) {
  await fill(v.page, values);
  await press(v.page, v.page.locator("main button", { hasText: "登记来电" }));
  const number = (await text(v)).match(/已登记，编号(RX-\d+-\d+-\d+)/)[1];
  return v.page.locator("main tbody a", { hasText: number }).getAttribute("href");
}

// deed does something about a call on its page.
async function deed(v, at, name, values) {
  await v.page.goto(at);
  const form = v.page.locator(`main form:has([name=deed][value=${name}])`);
  const shut = v.page.locator(`main details:has([name=deed][value=${name}]):not([open]) > summary`);
  if (await shut.count()) await shut.click();
  await fill(v.page, values);
  await press(v.page, form.locator("button[type=submit]"));
}

test("a call is taken, handled, called back, graded, and goes up when it is late", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const desk = await as(browser, server, "rexian");
  const town = await as(browser, server, "xiangzhen");
  const worker = await as(browser, server, "cunju", { size: "phone" });
  const county = await as(browser, server, "quxian");
  await worker.page.goto("/v/report");
  const village = await worker.page.locator("[name=village] option").last().getAttribute("value");
  await worker.page.goto("/v/leads");
  const known = await worker.page.locator("main .posted").evaluateAll((list) => list.map((e) => e.getAttribute("aria-label")));
  const person = somebody(server.folder, village, (one) => one.relation === head && one.birth_date < "1980" && one.alive === "true" && !known.includes(one.name));
  let found;
  let asked;

  await step("the desk finds by name whom a neighbour speaks of, also who is known from an application alone", async () => {
    await county.page.goto("/work?tab=all");
    const applicant = (await county.page.locator("main tbody tr td:nth-child(2)").first().innerText()).trim();
    await look(desk, { about: applicant });
    assert.ok(await desk.page.locator("main [name=person]").count() > 1, `${applicant} is not found: ${await text(desk)}`);
    await look(desk, { phone: "13800000061", caller: "周建国", about: person.name, class: "finding" });
    assert.match(await text(desk), /申请时的家庭|户籍登记的一家|是哪一位/);
    assert.deepEqual(await axe(desk.page), []);
    assert.equal(await sideways(desk.page), 0);
  });

  await step("a family in need becomes a lead on the village worker's phone, who visits", async () => {
    await look(desk, { phone: "13800000061", caller: "周建国", about: person.number, class: "finding" });
    found = await take(desk, { person: await desk.page.locator("main [name=person]").nth(1).getAttribute("value"), words: "邻居摔断了腿，一个人在家，两天没有人送饭。", where: "家里", town: server.town, result: "lead" });
    await worker.page.goto("/v/leads");
    const card = worker.page.locator("main .posted", { hasText: person.name });
    assert.match(await card.innerText(), /摔断了腿|热线/);
    await press(worker.page, card.locator("a.btn-primary"));
    await fill(worker.page, { met: "本人", words: "腿打了石膏，邻居轮流送饭，要申请临时救助。" });
    await press(worker.page, worker.page.locator("form:has(input[value=visit]) [data-primary]"));
    assert.match(await text(worker), /已走访/);
    await town.page.goto(found);
    assert.match(await text(town), /看走访线索/);
    await deed(town, found, "reply", { "reply-words": "村里当天上门，已安排送饭，帮他申请临时救助。" });
    assert.match(await text(town), /待回访/);
  });

  await step("who answered does not call back; the desk does, and writes the grade down", async () => {
    assert.equal(await town.page.locator("main [name=deed][value=call_back]").count(), 0, "the office that answered could call back itself");
    await desk.page.goto(found);
    assert.match(await text(desk), /138\*\*\*\*0061/);
    await deed(desk, found, "call_back", { grade: "5", "call_back-words": "说很快，谢谢。" });
    assert.match(await text(desk), /已办结/);
    assert.match(await text(desk), /非常满意/);
  });

  await step("somebody whom no register knows asks: the office answers, and is told he is not satisfied", async () => {
    await desk.page.goto("/hotline/new");
    await fill(desk.page, { phone: "13800000062", caller: "不愿说姓名", about: "外地来的打工的人" });
    await desk.page.locator("main button[value=look]").click();
    await desk.page.getByText("没有查到这个人").waitFor();
    asked = await take(desk, { class: "question", words: "外地户口在这里病了，能不能申请救助？", town: server.town, result: "order" });
    await deed(town, asked, "accept", {});
    await deed(town, asked, "reply", { "reply-words": "请回户口所在地申请。" });
    await deed(desk, asked, "call_back", { grade: "1", "call_back-words": "说应该在本地就能申请临时救助。" });
    assert.match(await text(desk), /待接办/);
    await deed(town, asked, "reply", { "reply-words": "答错了，急难的在本地就能申请，已告诉他到街道窗口来。" });
  });

  await step("what nobody calls back in time goes up to the county, which calls back and closes it", async () => {
    await pass(s, 10, desk, town, county);
    await county.page.goto("/hotline?tab=late");
    assert.equal(await county.page.locator(`main tbody a[href="${asked}"]`).count(), 1, "it is not among what is late");
    for (let i = 0; ; i++) {
      await county.page.goto(asked);
      if (/催办/.test(await text(county))) break;
      assert.ok(i < 60, `it did not go up: ${await text(county)}`);
      await county.page.waitForTimeout(1000);
    }
    assert.match(await text(county), /逾期没有回访，由县（市、区）督办/);
    await deed(county, asked, "call_back", { grade: "4", "call_back-words": "第二次答对了，已经在窗口办了。" });
    assert.match(await text(county), /已办结/);
    await desk.page.goto("/hotline/report");
    assert.match(await text(desk), /政策和进度咨询/);
    assert.deepEqual(await axe(desk.page), []);
  });

  await step("who calls for himself finds his application begun at the window of his town", async () => {
    await look(desk, { phone: "13800000063", about: person.number, class: "apply" });
    const at = await take(desk, { person: await desk.page.locator("main [name=person]").nth(1).getAttribute("value"), words: "腿断了几个月不能干活，想申请低保。", town: server.town, result: "case", matter: "dibao" });
    await town.page.goto(at);
    await press(town.page, town.page.getByRole("link", { name: /接着填申请/ }));
    assert.ok(caseOf(town.page).id);
    assert.equal(await town.page.locator("[name='f.applicant.name']").inputValue(), person.name);
  });
  assert.deepEqual([...desk.broken, ...town.broken, ...worker.broken, ...county.broken], []);
});
