// A case one office cannot settle: marked as hard it waits for a meeting by itself; the
// departments meet, what they resolve has a number, stands in the case and is printed,
// and what is to be done is on the list until it is done.
// rows: 1, 2
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe } from "../browser.mjs";
import { act, caseOf, fill, press, stage, steps } from "../steps.mjs";

const s = stage();

const words = (v) => v.page.locator("main").innerText();

// hardCase is a case that can be marked as hard, with its number.
async function hardCase(v) {
  await v.page.goto("/work?tab=all");
  const links = await v.page.locator("main tbody tr a[href^='/case/']").evaluateAll((list) => list.map((a) => a.getAttribute("href")));
  for (const path of links) {
    await v.page.goto(path);
    if (await v.page.locator(".actions a[href$='/do/mark_hard']").count()) {
      return { ref: caseOf(v.page), number: (await v.page.locator(".page-head .over").first().innerText()).trim() };
    }
  }
  throw new Error(`none of ${links.length} cases can be marked as hard`);
}

test("a hard case is resolved by the departments together", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const county = await as(browser, server, "quxian");
  const town = await as(browser, server, "xiangzhen");
  let hard, item, meeting, number;

  await step("a case marked as hard waits for a meeting by itself", async () => {
    hard = await hardCase(county);
    await act(county, hard.ref, "mark_hard", { reason: "人户分离，房子产权说不清，一个部门定不了。" });
    for (let n = 0; n < 60; n++) {
      await county.page.goto("/conferences");
      if (await county.page.locator("#waiting a", { hasText: hard.number }).count()) break;
      await county.page.waitForTimeout(500);
    }
    item = await county.page.locator("#waiting a", { hasText: hard.number }).getAttribute("href");
    assert.deepEqual(await axe(county.page), []);
    await town.page.goto(item);
    assert.match(await words(town), /产权说不清/);
  });

  await step("the county calls the departments together, and minutes come after the day", async () => {
    await county.page.goto("/conferences/new");
    assert.deepEqual(await axe(county.page), []);
    await fill(county.page, { body: "hard", title: "第三次一事一议", day: "2025-08-20", place: "三楼会议室", attending: "民政局 李敏\n财政局 王明\n住房和城乡建设局 朱伟", items: item.replace("/agenda/", "") });
    await press(county.page);
    meeting = new URL(county.page.url()).pathname;
    assert.match(await words(county), new RegExp(hard.number));
    await county.page.goto(`${item}/resolve`);
    await fill(county.page, { words: "同意" });
    await county.page.click("main [data-primary]");
    await county.page.locator(".faults").waitFor();
    assert.match(await county.page.locator(".faults").innerText(), /还没有登记召开/);
    await county.page.goto(`${meeting}/hold`);
    await fill(county.page, { came: "民政局 李敏\n财政局 王明", minutes: "街道介绍了情况，财政局同意先行救助，住建局书面同意修缮。" });
    await press(county.page);
    assert.match(await words(county), /已召开/);
  });

  await step("what was resolved has a number, stands in the case and is printed", async () => {
    await county.page.goto(`${item}/resolve`);
    await fill(county.page, { words: "按实际居住地受理，先行救助，房屋由住建部门修缮。", "task-1": "先行救助", "unit-1": "民政局", "due-1": "2025-08-25", "task-2": "修缮房屋", "unit-2": "住房和城乡建设局", "due-2": "2025-10-31" });
    await press(county.page);
    number = (await words(county)).match(/HS-\d+-\d+-\d+/)[0];
    const record = await (await county.page.request.get(`${item}/record`)).text();
    for (const said of [number, "会商议定记录", "财政局 王明", "修缮房屋", "主持人签名"]) assert.ok(record.includes(said), `${said} is not in the record`);
    await town.page.goto(`/case/${hard.ref.county}/${hard.ref.id}`);
    assert.match(await town.page.locator("#timeline").innerText(), new RegExp(`会商议定（${number}）`));
  });

  await step("what is to be done is on the list until it is done", async () => {
    await town.page.goto("/conferences");
    const task = town.page.locator("#tasks a", { hasText: "先行救助" });
    assert.equal(await task.count(), 1);
    await task.click();
    await town.page.waitForURL("**/task/*");
    await fill(town.page, { result: "8月22日送到2,000元" });
    await press(town.page);
    assert.match(await words(town), /8月22日送到/);
    await town.page.goto("/conferences");
    assert.equal(await town.page.locator("#tasks a", { hasText: "先行救助" }).count(), 0);
    assert.equal(await town.page.locator("#tasks a", { hasText: "修缮房屋" }).count(), 1);
  });

  await step("a joint conference takes up a topic of a town", async () => {
    await town.page.goto("/conferences/propose");
    await fill(town.page, { title: "零工较多的村怎样帮", why: "other", words: "几个村打零工的多，请人社、农业一起想办法。" });
    await press(town.page);
    const topic = new URL(town.page.url()).pathname;
    await county.page.goto("/conferences/new");
    await fill(county.page, { body: "joint", title: "第三季度联席会议", day: "2025-08-20", place: "三楼会议室", attending: "民政局\n人力资源和社会保障局", items: topic.replace("/agenda/", "") });
    await press(county.page);
    await county.page.goto(`${new URL(county.page.url()).pathname}/hold`);
    await fill(county.page, { minutes: "人社局介绍了公益性岗位，农业农村局介绍了合作社。" });
    await press(county.page);
    await county.page.goto(`${topic}/resolve`);
    await fill(county.page, { words: "每村先安排两个公益性岗位。" });
    await press(county.page);
    await town.page.goto(topic);
    assert.match(await words(town), /每村先安排两个公益性岗位/);
  });
});
