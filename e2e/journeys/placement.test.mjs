// 入住养老机构: a town finds an old man without children in his family's file, proposes him
// for a home with a free bed, reads him the agreement and writes down that he agreed; the
// county approves, he moves in, is visited and looked at anew; the county sees what is due
// to the home; a second waits until a bed is free; he goes home again, which was a mistake
// and is put right; who lived there on which day can be told.
// rows: 248
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, sideways } from "../browser.mjs";
import { table } from "../people.mjs";
import { fill, pair, pass, press, stage, steps } from "../steps.mjs";

const s = stage();

const words = (v) => v.page.locator("main").innerText();

// aged are old people of the town; alone: who live alone.
function aged(folder, town, alone) {
  const homes = new Map(table(folder, "households.csv").map((one) => [one.household_id, one.division]));
  const people = table(folder, "persons.csv");
  const sizes = new Map();
  for (const one of people) sizes.set(one.household_id, (sizes.get(one.household_id) ?? 0) + 1);
  return people.filter((one) => homes.get(one.household_id).startsWith(town) && (!alone || sizes.get(one.household_id) === 1) && one.birth_date < "1950" && one.alive !== "false" && Number(one.pension) < 1500);
}

// familyOf opens the file of somebody's family, as a clerk finds it.
async function familyOf(v, person) {
  await v.page.goto(`/search?q=${person.id_number}`);
  const link = v.page.locator('main a[href^="/household/"]').first();
  if (await link.count() === 0) await press(v.page, v.page.locator('main a[href^="/person/"]').first());
  await Promise.all([v.page.waitForURL("**/household/**"), v.page.locator('main a[href^="/household/"]').first().click()]);
}

// proposal fills in the form for an old man without children.
async function proposal(page, person, home, values = {}) {
  for (const n of [1, 2, 3]) await fill(page, { confirmed: `elder${n}` });
  await page.locator('main [name="person"]').selectOption({ label: person.name });
  await fill(page, { ground: "elder", care: "half", home, fee: "2600", income: "1000", words: "没有子女，中风以后走路要人扶，一个人住。", ...values });
}

// refused presses in vain and gives what is said.
async function refused(page) {
  await page.click("main [data-primary]");
  await page.locator(".faults").waitFor();
  return page.locator(".faults").innerText();
}

// homeWith is a home of the form with so many free beds, or with none.
async function homeWith(page, free) {
  const options = await page.locator('main [name="home"] option').evaluateAll((list) => list.map((o) => ({ id: o.value, text: o.textContent })));
  const found = options.find((o) => (free ? /空床\d+张/ : /没有空床/).test(o.text));
  assert.ok(found, `no home is so: ${options.map((o) => o.text).join("、")}`);
  return found.id;
}

test("an old man without children finds a home", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const town = await as(browser, server, "xiangzhen");
  const county = await as(browser, server, "quxian");
  const village = await as(browser, server, "cunju", { size: "phone" });
  const first = aged(server.folder, server.town, true).at(-1);
  const second = aged(server.folder, server.town, false).filter((one) => one.household_id !== first.household_id).at(-1);
  let home, at, free, family;

  await step("homes have beds, by their filing and by who was placed", async () => {
    await county.page.goto("/homes");
    assert.deepEqual(await axe(county.page), []);
    assert.match(await words(county), /区域性养老服务中心暨失能.失智.特困人员集中供养服务中心/);
    await village.page.goto("/homes");
    assert.equal(await sideways(village.page), 0);
    await village.page.goto("/placements");
    assert.equal(await sideways(village.page), 0);
    assert.equal(await village.page.locator('a[href^="/placements/new"]').count(), 0);
  });

  await step("the town proposes him from his family's file; what is missing is said", async () => {
    await familyOf(town, first);
    family = new URL(town.page.url()).pathname;
    await Promise.all([town.page.waitForURL("**/placements/new**"), town.page.locator('main a[href^="/placements/new"]').click()]);
    assert.deepEqual(await axe(town.page), []);
    home = await homeWith(town.page, true);
    await proposal(town.page, first, home, { ground: "tekun" });
    assert.match(await refused(town.page), /先办理认定|特困/);
    await proposal(town.page, first, home);
    assert.match(await refused(town.page), /还差300\.00元，谁来出/);
    await fill(town.page, { rest: "侄子" });
    await press(town.page);
    at = new URL(town.page.url()).pathname;
    assert.match(await words(town), /RZ-\d{6}-2025-\d{5}/);
    assert.match(await pair(town.page, "补助"), /1,500\.00/);
    assert.match(await pair(town.page, "其余"), /300\.00.*侄子付/);
    assert.match(await words(town), /待本地文件确认/);
    assert.deepEqual(await axe(town.page), []);
  });

  await step("a bed is kept for him, and nobody is placed twice", async () => {
    await county.page.goto(`/homes/${at.split("/")[2]}/${home}`);
    free = Number(await pair(county.page, "空床"));
    assert.match(await words(county), new RegExp(first.name));
    await town.page.goto(family);
    await Promise.all([town.page.waitForURL("**/placements/new**"), town.page.locator('main a[href^="/placements/new"]').click()]);
    await proposal(town.page, first, home, { rest: "侄子" });
    assert.match(await refused(town.page), /已经有入住安排/);
  });

  await step("the agreement is printed, read to him, and he agrees", async () => {
    const paper = await (await town.page.request.get(`${at}/agreement`)).text();
    for (const said of ["入住养老机构协议", first.name, "2,600.00", "入住人（监护人）", "住不住由本人决定"]) assert.ok(paper.includes(said), `${said} is not in the agreement`);
    await town.page.goto(`${at}/agree`);
    assert.deepEqual(await axe(town.page), []);
    await fill(town.page, { signer: "guardian", words: "到家里读给他听过，他说愿意去。" });
    assert.match(await refused(town.page), /监护人姓名/);
    await fill(town.page, { signer: "self" });
    await press(town.page);
    assert.equal((await town.page.goto(`${at}/approve`)).status(), 404);
  });

  await step("the county approves, and he moves in", async () => {
    await county.page.goto(`${at}/approve`);
    await fill(county.page, { words: "符合条件，同意入住。" });
    await press(county.page);
    await town.page.goto(`${at}/enter`);
    await fill(town.page, { day: "2030-01-01" });
    assert.match(await refused(town.page), /入住日期应在/);
    await town.page.goto(`${at}/enter`);
    await press(town.page);
    assert.match(await pair(town.page, "状态"), /在住/);
    await county.page.goto(`/homes/${at.split("/")[2]}/${home}`);
    assert.equal(Number(await pair(county.page, "空床")), free);
  });

  await step("he is visited, and written down on a phone; the town looks at care and money anew", async () => {
    await pass(s, 40, town, county, village);
    const phone = await as(browser, server, "xiangzhen", { size: "phone" });
    for (const path of [at, `/homes/${at.split("/")[2]}/${home}`, `${at}/visit`]) {
      await phone.page.goto(path);
      assert.equal(await sideways(phone.page), 0, path);
      assert.deepEqual(await axe(phone.page), []);
    }
    await fill(phone.page, { words: "住得惯，三餐按时，同屋的人和气。" });
    await press(phone.page);
    await phone.close();
    await town.page.goto(`${at}/review`);
    await fill(town.page, { fee: "2400", words: "收费降了，照料程度没有变。" });
    await press(town.page);
    assert.match(await pair(town.page, "其余"), /100\.00/);
    assert.match(await words(town), /住得惯/);
  });

  await step("the county sees what is due to the home, month by month", async () => {
    await county.page.goto(`/homes/${at.split("/")[2]}/${home}/month?month=2025-09`);
    assert.match(await words(county), new RegExp(`${first.name}[\\s\\S]*2,600\\.00[\\s\\S]*1,500\\.00[\\s\\S]*300\\.00`));
    assert.match(await words(county), /本系统不打款/);
    assert.deepEqual(await axe(county.page), []);
    await county.page.goto(`/homes/${at.split("/")[2]}/${home}/month?month=2025-08`);
    assert.doesNotMatch(await words(county), new RegExp(first.name));
  });

  await step("where no bed is free somebody waits, and says so to who asks", async () => {
    await familyOf(town, second);
    await Promise.all([town.page.waitForURL("**/placements/new**"), town.page.locator('main a[href^="/placements/new"]').click()]);
    const full = await homeWith(town.page, false);
    await proposal(town.page, second, full, { rest: "外甥女" });
    assert.match(await refused(town.page), /没有空床/);
    await fill(town.page, { wait: "yes" });
    await press(town.page);
    const waits = new URL(town.page.url()).pathname;
    assert.match(await pair(town.page, "状态"), /等候床位/);
    await town.page.goto("/placements?tab=waiting");
    assert.match(await words(town), new RegExp(second.name));
    await town.page.goto(`${waits}/bed`);
    assert.match(await refused(town.page), /没有空床/);
    assert.equal((await town.page.request.get(`${waits}/agreement`)).status(), 404);
    await fill(town.page, { home, fee: "2800" });
    await press(town.page);
    assert.match(await pair(town.page, "状态"), /待本人同意/);
    assert.match(await pair(town.page, "其余"), /500\.00.*外甥女付/);
    await town.page.goto(`${waits}/withdraw`);
    await fill(town.page, { words: "本人又不愿意去了。" });
    await press(town.page);
  });

  await step("he goes home; it was a mistake, and the county puts it right", async () => {
    await town.page.goto(`${at}/leave`);
    await fill(town.page, { reason: "home", words: "侄子接回家照料。" });
    await press(town.page);
    assert.match(await pair(town.page, "状态"), /已离开/);
    await county.page.goto(`/homes/${at.split("/")[2]}/${home}`);
    assert.equal(Number(await pair(county.page, "空床")), free + 1);
    assert.equal((await town.page.goto(`${at}/undo`)).status(), 404);
    await county.page.goto(`${at}/undo`);
    await fill(county.page, { words: "登记错了人，他还住着。" });
    await press(county.page);
    assert.match(await pair(county.page, "状态"), /在住/);
    assert.match(await words(county), /侄子接回家照料/);
    await county.page.goto(`/homes/${at.split("/")[2]}/${home}?on=2025-08-01`);
    assert.match(await words(county), /这一天没有安排的人在住|2025年8月1日在住/);
    const elsewhere = await as(browser, server, "linzhen");
    assert.equal((await elsewhere.page.goto(at)).status(), 404);
    await elsewhere.close();
  });
  assert.deepEqual([...town.broken, ...county.broken, ...village.broken].filter((one) => !/404/.test(one)), []);
});
