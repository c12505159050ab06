// One family, one file, one plan: a town finds what a family lacks, plans who does what
// by when with the family's consent, passes needs to other departments and to a service,
// takes their answers in, tells the family, and visits it; who was not visited in time
// stands on the list.
// rows: 18, 163, 232, 237, 243, 247
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe } from "../browser.mjs";
import { fill, press, stage, steps } from "../steps.mjs";

const s = stage();

// words are what stands on a page.
const words = (v) => v.page.locator("main").innerText();

// form opens a form that a page leads to, fills it in and sends it.
async function form(v, link, values) {
  await v.page.locator("main .buttons a, main .page-head-actions a", { hasText: link }).first().click();
  await v.page.waitForLoadState("load");
  assert.deepEqual(await axe(v.page), [], link);
  await fill(v.page, values);
  await press(v.page);
}

test("a family gets a plan, and departments answer what was passed to them", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const town = await as(browser, server, "xiangzhen");
  const county = await as(browser, server, "quxian");
  let home, name, referral;

  await step("the ledger shows who has no plan yet, by circle and class", async () => {
    await town.page.goto("/households/circles");
    assert.match(await words(town), /低保对象\s+共\d+户/);
    await town.page.goto("/households?plan=none&circle=dibao");
    assert.deepEqual(await axe(town.page), []);
    const first = town.page.locator("main tbody tr a").first();
    name = (await first.innerText()).trim();
    home = await first.getAttribute("href");
    await first.click();
    assert.match(await words(town), /现在没有帮扶方案/);
    assert.match(await words(town), /最低生活保障/);
  });

  await step("the town draws a plan and puts in who does what by when", async () => {
    await form(town, "拟订方案", { needs: "education", words: "孩子上学，家里只有一个人打零工。" });
    assert.match(await words(town), /拟订中/);
    await form(town, "加一项措施", { need: "education", kind: "refer", words: "转教育部门资助", doer: "张明", due: "2025-09-10" });
    await form(town, "登记家庭同意", { by: name });
    assert.match(await words(town), /执行中/);
    assert.match(await words(town), /下次回访/);
  });

  await step("the need is passed to the department for schools, which is told no more than it needs", async () => {
    await town.page.goto(home);
    await town.page.locator(".page-head-actions a", { hasText: "转办" }).click();
    await town.page.waitForURL(/referrals.new/);
    await fill(town.page, { person: await town.page.locator("[name=person] option").nth(1).getAttribute("value"), need: "education", target: "housing", asked: "请按困难学生资助。" });
    await town.page.click("main [data-primary]");
    await town.page.locator(".faults").waitFor();
    assert.match(await town.page.locator(".faults").innerText(), /不办理“上学”/);
    assert.equal(await town.page.locator("[name=asked]").inputValue(), "请按困难学生资助。");
    await fill(town.page, { target: "education" });
    await press(town.page);
    assert.match(await words(town), /已转出，等对方接收/);
    referral = (await words(town)).match(/ZB-\d+-\d+-\d+/)[0];
  });

  await step("the department answers by its file, and the same file again changes nothing", async () => {
    const file = await (await county.page.request.get("/referrals/export?target=education")).text();
    assert.ok(file.includes(referral), file);
    assert.ok(file.includes("身份证号") && !file.includes("电话"), file.split("\n")[0]);
    const answers = Buffer.from(`转办编号,答复,答复内容,答复日期\n${referral},已办理,每学期资助1500元,2025-08-20\n`);
    for (const said of [/登记了1件答复/, /已有的1件没有再登记/]) {
      await county.page.goto("/referrals/answers");
      await fill(county.page, { target: "education" });
      await county.page.setInputFiles("[name=file]", { name: "答复.csv", mimeType: "text/csv", buffer: answers });
      await county.page.click("main [data-primary]");
      await county.page.locator("main p", { hasText: said }).waitFor();
    }
    await town.page.goto(home);
    assert.match(await words(town), /每学期资助1500元/);
    await town.page.locator("main a", { hasText: referral }).click();
    await form(town, "登记告知家庭", { words: "上门告诉了本人" });
    assert.match(await words(town), /已告知家庭/);
    await town.page.goto(home);
    await form(town, "登记措施的结果", { measure: await measureOf(town), done: "yes", result: "每学期1500元" });
    assert.match(await words(town), /已完成：每学期1500元/);
  });

  await step("a service is passed on and written down visit by visit", async () => {
    await town.page.locator(".page-head-actions a", { hasText: "转办" }).click();
    await town.page.waitForURL(/referrals.new/);
    await fill(town.page, { person: await town.page.locator("[name=person] option").nth(1).getAttribute("value"), need: "mind", target: "station", unit: "镇社工站", asked: "情绪低落，请定期疏导。" });
    await press(town.page);
    await form(town, "登记对方接收", {});
    for (const [minutes, done] of [["40", "第一次见面，聊了家里的事。"], ["60", "陪着去社区活动室，认识了邻居。"]]) {
      await form(town, "登记一次服务", { minutes, worker: "社工小陈", words: done });
    }
    assert.match(await words(town), /共2次、100分钟/);
    await form(town, "登记答复", { result: "granted", words: "疏导两次，情绪好转，以后每月一次。" });
    await form(town, "登记告知家庭", { words: "本人在场" });
    await town.page.goto(home);
    assert.match(await words(town), /镇社工站/);
  });

  await step("who was not visited in time stands on the list until somebody goes", async () => {
    await county.page.goto("/households?plan=late");
    const late = county.page.locator("main tbody tr a").first();
    const whose = (await late.innerText()).trim();
    const path = await late.getAttribute("href");
    await town.page.goto(path);
    await form(town, "登记回访", { manner: "visit", met: "本人", words: "还在找活，孩子上学了。" });
    assert.match(await words(town), /还在找活/);
    await county.page.goto("/households?plan=late");
    assert.equal(await county.page.locator("main tbody tr a", { hasText: whose }).count(), 0);
  });

  await step("the ledger leaves as a file, and another county sees nothing of it", async () => {
    const file = await (await county.page.request.get("/households/export?plan=agreed")).text();
    assert.ok(file.includes(name) && file.includes("低保对象"), file);
    const elsewhere = await as(browser, server, "linzhen");
    assert.equal((await elsewhere.page.goto(home)).status(), 404);
    await elsewhere.close();
  });
});

// measureOf is the first measure whose result is not known.
async function measureOf(v) {
  const path = await v.page.locator("main .buttons a", { hasText: "登记措施的结果" }).getAttribute("href");
  const page = await (await v.page.request.get(path)).text();
  return page.match(/name="measure"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="measure"/).slice(1).find(Boolean);
}
