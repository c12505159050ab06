// Money and goods given once to many people on one list: donations are written down, a
// list of community workers is uploaded with two bad rows that are mended, the maker does
// not approve, two others do, the bank pays and sends one back that is paid again after
// its account is corrected; goods for families on 低保 are handed out in a town, to a
// neighbour too; the counts are right and no more than came in is given.
// rows: 79
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, sideways } from "../browser.mjs";
import { answer, said } from "../bank.mjs";
import { download, fill, pair, press, stage, steps } from "../steps.mjs";

const s = stage();

const words = (v) => v.page.locator("main").innerText();

// idOf is an identity number of the county that is assigned to nobody.
function idOf(n) {
  const text = `32069919850101${String(n).padStart(3, "0")}`;
  const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((all, w, i) => all + w * Number(text[i]), 0);
  return text + "10X98765432"[sum % 11];
}

// refused presses the button of a page and gives what is said.
async function refused(v) {
  await v.page.click("main [data-primary]");
  await v.page.locator(".faults").waitFor();
  return v.page.locator(".faults").first().innerText();
}

test("a list of many: what came in, who approves, who has it", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const county = await as(browser, server, "quxian");
  const second = await as(browser, server, "quxian2");
  const city = await as(browser, server, "shiju");
  const village = await as(browser, server, "xiangzhen", { size: "phone" });
  let at, town, run;

  // does opens a form of the list and sends it.
  const does = async (v, name, values = {}, path = at) => {
    await v.page.goto(`${path}/${name}`);
    await fill(v.page, values);
    await press(v.page);
  };
  const approve = async () => {
    for (const v of [second, city]) await does(v, "approve");
  };

  await step("the county begins a list; more for one than the packs allow is refused", async () => {
    await county.page.goto("/handouts");
    assert.deepEqual(await axe(county.page), []);
    await county.page.goto("/handouts/new?kind=care");
    assert.deepEqual(await axe(county.page), []);
    town = (await county.page.locator("main [name=areas] + label").first().innerText()).trim();
    await fill(county.page, { title: "疫情防控一线社区工作者慰问", words: "慰问一线社区工作者。", document: "通民〔2025〕8号", "share-list": "1001" });
    assert.match(await refused(county), /一次最多/);
    await fill(county.page, { "share-list": "800" });
    await press(county.page);
    at = new URL(county.page.url()).pathname;
    assert.match(await words(county), /PL-\d{6}-2025-\d{5}/);
  });

  await step("donations are written down, a list is uploaded, its two bad rows are mended", async () => {
    await does(county, "entry", { source: "donation", giver: "爱心企业联合会", amount: "2000", receipt: "收据0001", came: "2025-08-20" });
    await county.page.goto(`${at}/upload`);
    const row = (n, name, number, account) => [name, number, town, "社区居委会", account, "建设银行"].join(",");
    const list = ["姓名,身份证号,乡镇（街道）,单位,银行账号,开户银行", row(1, "周海燕", idOf(1), "6217000000001234"), row(2, "吴晓东", idOf(2), "6217000000005678"),
      row(3, "郑国强", "320699198501019999", "6217000000009012"), row(4, "冯丽娟", idOf(4), "12")];
    await county.page.setInputFiles("main [name=file]", { name: "社区工作者.csv", mimeType: "text/csv", buffer: Buffer.from(list.join("\n")) });
    await press(county.page);
    assert.match(await words(county), /列入名单2人，有错2行/);
    await county.page.goto(`${at}/submit`);
    assert.match(await refused(county), /还有2行有错/);
    for (const [name, values] of [["郑国强", { number: idOf(3) }], ["冯丽娟", { account: "6217000000003456" }]]) {
      await county.page.goto(`${at}?state=bad`);
      await press(county.page, county.page.locator("#people tbody a", { hasText: name.slice(0, 1) }).first());
      await does(county, "mend", values, new URL(county.page.url()).pathname);
    }
    await county.page.goto(at);
    assert.equal(await pair(county.page, "名单合计"), "4人、4户，3,200.00\u00a0元");
    assert.match(await words(county), /还差1,200\.00/);
    assert.deepEqual(await axe(county.page), []);
  });

  await step("the maker does not approve; nothing beyond what came in is approved; two others approve", async () => {
    await does(county, "submit");
    await county.page.goto(`${at}/approve`);
    assert.match(await refused(county), /不能自己审批/);
    await second.page.goto(`${at}/approve`);
    assert.match(await refused(second), /收到的只有2,?000\.00/);
    await does(county, "entry", { source: "donation", amount: "1300", receipt: "收据0002", came: "2025-08-20" });
    await approve();
    assert.match(await words(city), /已审批/);
  });

  await step("the bank pays; one comes back, its account is corrected, and it is paid again", async () => {
    await does(county, "pay");
    run = await county.page.locator("main a[href^='/pay/']").first().getAttribute("href");
    const people = {};
    for (const login of ["caiwu", "caiwu2", "caiwu3"]) people[login] = await as(browser, server, login);
    const send = async (path, closed) => {
      const step = async (login, name, values = {}) => {
        await people[login].page.goto(`${path}/do/${name}`);
        await fill(people[login].page, values);
        await press(people[login].page);
      };
      await step("caiwu", "freeze");
      await step("caiwu2", "approve");
      await step("caiwu2", "sign");
      await people.caiwu3.page.goto(`${path}/do/release`);
      await step("caiwu3", "release", { typed: await pair(people.caiwu3.page, "总金额") });
      const offer = await download(people.caiwu3.page, `${path}/do/file`, { format: "csv" });
      await people.caiwu3.page.goto(`${path}/do/return`);
      await people.caiwu3.page.setInputFiles("[name=typed]", { name: "return.csv", mimeType: "text/csv", buffer: answer(offer, closed) });
      await press(people.caiwu3.page);
      return said(offer);
    };
    assert.equal((await send(run, ["吴晓东"])).count, 4);
    await county.page.goto(at);
    assert.match(await words(county), /银行退回1笔/);
    await press(county.page, county.page.locator("#people tbody tr", { hasText: "银行退回" }).locator("a").first());
    await does(county, "account", { account: "6217000000007777", bank: "建设银行", why: "原卡已注销，本人换了卡。" }, new URL(county.page.url()).pathname);
    await does(county, "again");
    await people.caiwu.page.goto("/pay");
    const more = await people.caiwu.page.locator("main tbody tr", { hasText: "批量慰问" }).locator("a").evaluateAll((list) => list.map((a) => new URL(a.href).pathname));
    const offer = await send(more.find((path) => path !== run), []);
    assert.deepEqual(offer.lines.map((line) => [line.holder, line.account]), [["吴晓东", "6217000000007777"]]);
    await county.page.goto(at);
    assert.equal(await pair(county.page, "已发到"), "4人次，3,200.00\u00a0元");
    assert.equal(await pair(county.page, "剩余"), "100.00\u00a0元");
    for (const v of Object.values(people)) await v.close();
  });

  await step("goods for families on 低保 are handed out in a town, each once", async () => {
    await county.page.goto("/handouts/new?kind=relief");
    await fill(county.page, { title: "低保家庭应急物资", words: "封控期间的生活物资。", item: "大米", measure: "袋", unit: "household", "share-dibao": "2" });
    await press(county.page);
    at = new URL(county.page.url()).pathname;
    await does(county, "gather");
    const homes = parseInt((await pair(county.page, "名单合计")).replace(/,/g, ""), 10);
    assert.ok(homes > 1, "no family is listed");
    await does(county, "entry", { source: "donation", giver: "粮油公司", amount: String(2 * homes), receipt: "收据0003", came: "2025-08-20" });
    await does(county, "submit");
    await approve();
    await village.page.goto(at);
    assert.equal(await sideways(village.page), 0);
    await village.page.goto(`${at}/hand`);
    assert.deepEqual(await axe(village.page), []);
    const boxes = village.page.locator("main [name=people]");
    const here = await boxes.count();
    assert.ok(here > 1, "too few in the town");
    await boxes.first().check();
    await press(village.page);
    const next = village.page.locator("#people tbody tr", { hasText: "未领" }).locator("a").first();
    await press(village.page, next);
    const path = new URL(village.page.url()).pathname;
    await does(village, "hand", { signer: "other", by: "孙桂英", relation: "邻居" }, path);
    assert.match(await words(village), /孙桂英（邻居）代领/);
    await village.page.goto(`${path}/hand`);
    await fill(village.page, { signer: "self" });
    assert.match(await refused(village), /已经领过/);
    await county.page.goto(at);
    assert.equal(await pair(county.page, "已发到"), "2人次，4袋");
    assert.equal(await pair(county.page, "剩余"), `${(2 * homes - 4).toLocaleString("en")}袋`);
    await press(county.page, county.page.locator("#people tbody tr", { hasText: "代领" }).locator("a").first());
    await press(county.page, county.page.locator("a", { hasText: "一户一档" }));
    assert.match(await county.page.locator("#handouts").innerText(), /大米/);
  });

  await step("all lists are counted together", async () => {
    await county.page.goto("/handouts");
    assert.equal(await pair(county.page, "已发到"), "6人次");
    assert.match(await pair(county.page, "已发资金"), /3,200\.00/);
    assert.equal(await pair(county.page, "已发物资"), "4件");
  });
  assert.deepEqual([...county.broken, ...second.broken, ...city.broken, ...village.broken], []);
});
