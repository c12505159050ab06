// What a trade union and the Red Cross gave comes in as lists: rows that cannot be read
// are set aside, who is not found is counted, the same list again changes nothing; it is
// found by who gave and by what was given, stands in the file of the family, and leaves
// as a table; another town sees nothing of it, and only the city takes lists in.
// rows: 240
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, sideways } from "../browser.mjs";
import { table } from "../people.mjs";
import { fill, press, stage, steps } from "../steps.mjs";

const s = stage();

test("what all organisations give is in one pool", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const city = await as(browser, server, "shiju");
  const town = await as(browser, server, "xiangzhen");
  const words = (v) => v.page.locator("main").innerText();
  let home, person;

  // brings reads a list in and gives the words of the answer.
  const brings = async (name, text, values) => {
    await city.page.goto("/given/new");
    await fill(city.page, { kind: "help_given", ...values });
    await city.page.setInputFiles("[name=file]", { name, mimeType: "text/csv", buffer: Buffer.from(text) });
    await press(city.page);
    return words(city);
  };
  // found waits until a name stands in the choice of names, and chooses it.
  const found = async (v, text) => {
    for (let i = 0; i < 60; i++) {
      await v.page.goto("/given");
      const option = v.page.locator("[name=by] option", { hasText: text });
      if (await option.count()) {
        await fill(v.page, { by: await option.first().getAttribute("value") });
        await press(v.page, "main form.filters button");
        return;
      }
      await v.page.waitForTimeout(1000);
    }
    assert.fail(`${text} is not in the pool: ${await words(v)}`);
  };

  await step("the city reads the lists of a trade union and of the Red Cross in", async () => {
    await town.page.goto("/households?circle=dibao");
    // By the name alone somebody of another town may be meant: a name that only one person has.
    const known = table(server.folder, "persons.csv");
    for (const one of await town.page.locator("main tbody tr a").all()) {
      const name = (await one.innerText()).trim();
      const called = known.filter((other) => other.name === name);
      if (called.length !== 1 || !called[0].id_number) continue;
      home = await one.getAttribute("href");
      person = called[0];
      break;
    }
    assert.ok(person, "nobody on the list has a name of his own");
    const name = person.name;
    const union = `受助人身份证号,受助人姓名,救助项目,救助日期,救助方式,救助金额\n${person.id_number},${name},金秋助学,2024-08-20,资金,"3,000.00"\n11010519491231002X,王无名,金秋助学,2024-08-20,资金,3000\n${person.id_number},${name},送温暖,去年冬天,资金,500\n`;
    const said = await brings("工会名单.csv", union, { giver: "南通市总工会" });
    assert.match(said, /共3行：接收1行，退回1行，查无此人1行/);
    assert.match(said, /退回的行[\s\S]*日期/);
    assert.deepEqual(await axe(city.page), []);
    assert.match(await brings("工会名单.csv", union, { giver: "南通市总工会" }), /以前读入过/);
    const cross = `慰问单位,帮扶对象身份证号,慰问项目,慰问日期,方式,折价\n南通市红十字会,${person.id_number},博爱送温暖,2025-01-20,物资,260\n`;
    assert.match(await brings("红十字会.csv", cross, {}), /接收1行，退回0行，查无此人0行/);
  });

  await step("a table that is none is refused in words", async () => {
    await city.page.goto("/given/new");
    await fill(city.page, { kind: "help_given" });
    await city.page.setInputFiles("[name=file]", { name: "别的.csv", mimeType: "text/csv", buffer: Buffer.from("甲,乙\n1,2\n") });
    await city.page.click("main [data-primary]");
    await city.page.locator(".faults").waitFor();
    assert.match(await city.page.locator(".faults").innerText(), /表头|列/);
  });

  await step("the town finds it by who gave and by what was given", async () => {
    await found(town, "单位：南通市总工会");
    assert.match(await words(town), new RegExp(`${person.name}[\\s\\S]*2024-08-20[\\s\\S]*金秋助学[\\s\\S]*3,000\\.00`));
    assert.deepEqual(await axe(town.page), []);
    assert.equal(await sideways(town.page), 0);
    const href = await town.page.locator("main a", { hasText: "导出CSV" }).getAttribute("href");
    const file = await (await town.page.request.get(href)).text();
    assert.ok(file.includes(person.name) && file.includes("3000.00") && !file.includes(person.id_number), file);
    await found(town, "项目：博爱送温暖");
    assert.match(await words(town), /南通市红十字会[\s\S]*实物[\s\S]*260\.00/);
  });

  await step("the family's file has all of it, the latest first", async () => {
    await town.page.goto(home);
    assert.match(await town.page.locator("#given").innerText(), /2025-01-20[\s\S]*南通市红十字会[\s\S]*2024-08-20[\s\S]*南通市总工会/);
  });

  await step("another town finds nothing of it, and takes no list in", async () => {
    const elsewhere = await as(browser, server, "linzhen");
    const by = encodeURIComponent("help_given|item|博爱送温暖");
    await elsewhere.page.goto(`/given?by=${by}`);
    assert.match(await words(elsewhere), /没有人得到过/);
    assert.ok(!(await (await elsewhere.page.request.get(`/given/export?by=${by}`)).text()).includes(person.name));
    assert.equal((await elsewhere.page.goto("/given/new")).status(), 404);
    await elsewhere.close();
  });
  assert.deepEqual([...city.broken, ...town.broken], []);
});
