// A city's app (我的南京) opens our pages: by its unified identity a mother is signed in and
// lands on the page she wanted. Her own economic status and her child's she sees only once
// the app has checked her face, with who says it, as of which day, and what is missing. From
// there she says what is wrong, and applies; what is known is filled in, and the application
// stands under her own. A forged token, one for another, a weaker check and an answer that
// was used before let nobody in; whom no register has says where she lives.
// rows: 161, 227
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { as, axe, sideways, small, visit } from "../browser.mjs";
import { provide } from "../provider.mjs";
import { answerAll, fill, lookUp, press, stage, steps } from "../steps.mjs";

const app = await provide("wdnj", "我的南京", "My Nanjing");
process.env.LIANXIN_APPS = app.file;
after(() => app.stop());
const s = stage();

// mother is a head of a household in which the only other is her young child.
function mother(folder, county) {
  const table = (name) => readFileSync(join(folder, name), "utf8").trim().split("\n").slice(1).map((row) => row.split(","));
  const there = new Set(table("households.csv").filter(([, division]) => division.startsWith(county)).map(([id]) => id));
  const people = table("persons.csv").filter(([, household]) => there.has(household));
  const young = ([, , relation, , , birth]) => /^[23]/.test(relation) && birth > "2012";
  const others = (one) => people.filter((other) => other[1] === one[1] && other !== one);
  const one = people.find((p) => p[2] === "02" && others(p).length === 1 && others(p).every(young));
  return { number: one[3], name: one[4], child: others(one)[0][4] };
}

test("a city's app brings its people to us, as far as it has checked them", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const ahead = server.now - Date.now();
  app.clock = () => Date.now() + ahead;
  const one = mother(server.folder, server.county.slice(0, 6));
  app.who = one;
  const phone = await visit(browser, server, { size: "phone" });
  const text = () => phone.page.locator("main").innerText();
  const at = () => new URL(phone.page.url()).pathname;
  const usual = async () => {
    assert.equal(await sideways(phone.page), 0);
    assert.deepEqual(await axe(phone.page), []);
    assert.deepEqual(await small(phone.page, { text: 18, target: 48 }), []);
  };

  const unfold = () => phone.page.locator("main details").evaluateAll((list) => list.forEach((one) => { one.open = true; }));

  let entries;
  await step("the makers of the app read which pages it may open, with nobody's data", async () => {
    const admin = await as(browser, server, "guanli");
    await admin.page.goto("/entries");
    const page = await admin.page.locator("main").innerText();
    assert.match(page, /我的南京（wdnj）/);
    assert.match(page, /我的经济状况\s+My economic status\s+\S+\/enter\/wdnj\/standing\s+刷脸核验/);
    assert.doesNotMatch(page, /between us/);
    assert.deepEqual(await axe(admin.page), []);
    await admin.page.goto("/machines/new");
    await fill(admin.page, { name: "wdnj", title: "我的南京", organisation: "大数据局", contact: "李工 025-85000001", "role-1": "department", "division-1": server.county.slice(0, 6), rate: "60" });
    for (const [field, value] of [["purpose", "exchange"], ["scope", "referral.answer"]]) await admin.page.locator(`[name='${field}'][value='${value}']`).check();
    await press(admin.page);
    const key = (await admin.page.locator("code.digest").innerText()).trim();
    const said = await fetch(`${server.address}/api/v1/entries`, { headers: { Authorization: `Bearer ${key}` } });
    const told = await said.text();
    assert.equal(said.status, 200, told);
    assert.doesNotMatch(told, /\d{15}/);
    entries = JSON.parse(told).items;
    assert.ok(entries.length > 25 && entries.every((e) => e.title && e.english && e.path.startsWith("/enter/{app}/")));
    await admin.close();
  });

  await step("each entry lands on its page, with a way on and nothing in another window", async () => {
    for (const e of entries) {
      await phone.page.goto(e.path.replace("{app}", "wdnj"));
      if (e.level === "face") await press(phone.page, phone.page.locator("#face"));
      assert.notEqual(at(), "/", `${e.name} ends at the first page`);
      assert.equal(await phone.page.locator("[target=_blank], [onclick]").count(), 0, `${e.name} opens another window`);
      assert.ok(await phone.page.locator(".bar a, .foot-nav a").count(), `${e.name} is a dead end`);
      assert.equal(new URL(phone.page.url()).origin, server.address);
    }
    assert.ok(app.asked.some((a) => a.code_challenge_method === "S256" && a.nonce && a.state));
  });

  await step("she comes for what she may get, and is greeted by name", async () => {
    await phone.context.clearCookies();
    await phone.page.goto("/enter/wdnj/entitled");
    assert.equal(at(), "/entitled");
    assert.match(await phone.page.locator(".bar").innerText(), new RegExp(one.name));
  });

  await step("her economic status is not shown before her face is checked", async () => {
    await phone.page.goto("/standing");
    assert.doesNotMatch(await text(), /截至/);
    assert.match(await text(), /要刚刚刷脸核验过才看得到/);
    await usual();
    app.bend = { acr: "sms" };
    await press(phone.page, phone.page.getByRole("link", { name: "用“我的南京”刷脸" }));
    await phone.page.locator("#face").click();
    await phone.page.getByText("没有完成刷脸核验").waitFor();
    await usual();
    app.bend = {};
    await phone.page.goto("/standing");
    assert.match(await text(), /要刚刚刷脸核验过才看得到/);
  });

  await step("checked, she sees who says what of her and her child, as of when, and what is missing", async () => {
    await press(phone.page, phone.page.getByRole("link", { name: "用“我的南京”刷脸" }));
    await press(phone.page, phone.page.locator("#face"));
    assert.equal(at(), "/standing");
    await unfold();
    const people = await phone.page.locator("main section > h2").allInnerTexts();
    assert.ok(people.includes(one.name) && people.includes(one.child), `shown are ${people}`);
    const words = await text();
    assert.match(words, /提供，截至\d{4}年\d+月\d+日/);
    assert.match(words, /没有您的授权，没有查/);
    assert.match(words, /还有\d+项不知道/);
    await usual();
  });

  await step("she withdraws her authorisation and sees less, signs it again and sees it again", async () => {
    const barred = async () => {
      await phone.page.goto("/standing");
      await unfold();
      return phone.page.locator("main section").first().getByText("没有您的授权，没有查").count();
    };
    const before = await barred();
    await phone.page.goto("/checks");
    for (let left = 5; left && await phone.page.getByRole("button", { name: "撤回这份授权" }).count(); left--) await press(phone.page, phone.page.getByRole("button", { name: "撤回这份授权" }).first());
    const without = await barred();
    assert.ok(without > before, `withdrawn, ${without} are not shown, ${before} before`);
    await usual();
    await press(phone.page, phone.page.locator("main section").first().getByRole("link", { name: "去签署授权" }).first());
    await fill(phone.page, { business: "assistance", agree: "yes" });
    await press(phone.page, phone.page.getByRole("button", { name: "签署授权" }));
    assert.ok(await barred() < without, "her word changes nothing");
  });

  await step("what is not right she says there, and is given a number", async () => {
    await unfold();
    const card = phone.page.locator("main section").first().getByRole("link", { name: /^这里不对/ }).first();
    await press(phone.page, card);
    assert.equal(at(), "/complain");
    assert.match(await phone.page.locator("[name=words]").inputValue(), /登记不对/);
    await phone.page.locator("[name=words]").pressSequentially("我没有这一项。");
    await press(phone.page);
    assert.match(await text(), /TS\d+-\d+-\d+/);
  });

  await step("from there she applies; what is known is filled in, and it stands under her own", async () => {
    await phone.page.goto("/standing");
    await press(phone.page, phone.page.getByRole("link", { name: "我要申请" }));
    await press(phone.page, phone.page.locator("main a[href='/apply/dibao']").first());
    await press(phone.page);
    const asked = await answerAll(phone, one.name);
    assert.ok(!asked.some((path) => /\/ask\/(name|id_number)$/.test(path)), `she is asked what is known: ${asked}`);
    await press(phone.page);
    assert.match(phone.page.url(), /\/receipt$/);
    await phone.page.goto("/enter/wdnj/mine");
    assert.match(await text(), /最低生活保障申请/);
  });

  await step("she leaves us, and stays in her app", async () => {
    const before = app.asked.length;
    await phone.page.locator("form[action='/sign-out'] button").click();
    await phone.page.waitForURL((url) => url.pathname === "/");
    assert.equal(app.asked.length, before, "her app was told");
    await phone.page.goto("/standing");
    assert.equal(at(), "/sign-in");
    await press(phone.page, phone.page.getByRole("link", { name: "用“我的南京”登录" }));
    assert.equal(at(), "/standing");
  });

  await step("a forged token, one for another program and a used answer let nobody in", async () => {
    for (const [words, bend] of [["forged", { foreign: true }], ["for another", { bend: { aud: "x" } }], ["run out", { bend: { exp: 1 } }], ["nobody's", { bend: { idcard: "" } }], ["another name", { bend: { name: "别人" } }]]) {
      await phone.context.clearCookies();
      Object.assign(app, { foreign: false, bend: {} }, bend);
      await phone.page.goto("/enter/wdnj/mine");
      assert.match(await text(), /登录没有成功/, words);
      await phone.page.goto("/home");
      assert.equal(at(), "/sign-in", words);
    }
    Object.assign(app, { foreign: false, bend: {} });
    let back;
    phone.page.on("request", (request) => { if (request.url().includes("/back?")) back = request.url(); });
    await phone.page.goto("/enter/wdnj/mine");
    assert.equal(at(), "/home");
    await phone.context.clearCookies();
    await phone.page.goto(back);
    assert.match(await text(), /登录没有成功/);
    for (const bad of ["//example.org", "https://example.org", "/\\example.org"]) {
      await phone.page.goto(`/sign-in/app/wdnj?next=${encodeURIComponent(bad)}`);
      assert.equal(phone.page.url(), `${server.address}/home`, bad);
    }
  });

  await step("whom no register has says where she lives, and goes on", async () => {
    await phone.context.clearCookies();
    app.who = { name: "阿卜杜热合曼·买买提艾力", number: "32069919900307001X".replace(/.$/, "") + digit("32069919900307001") };
    await phone.page.goto("/enter/wdnj/apply_dibao");
    assert.match(await text(), /您住在哪里|登记里还没有您/);
    await usual();
    await fill(phone.page, { town: await phone.page.locator("[name=town] option").nth(3).getAttribute("value") });
    await press(phone.page);
    assert.equal(at(), "/apply/dibao");
    await phone.page.goto("/enter/wdnj/mine");
    assert.match(await text(), /阿卜杜热合曼/);
    const clerk = await as(browser, server, "shiju");
    await lookUp(clerk, app.who.number);
    assert.match(await clerk.page.locator("main").innerText(), /阿卜杜热合曼/);
    await clerk.close();
  });
  assert.deepEqual(phone.broken, []);
  await phone.close();
});

// digit is the last character of an identity number.
function digit(seventeen) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return "10X98765432"[weights.reduce((sum, w, i) => sum + w * Number(seventeen[i]), 0) % 11];
}
