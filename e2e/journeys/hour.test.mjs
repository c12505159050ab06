// An hour of a clerk with ten pieces of work in a row, with hardly a mouse: keys open
// the list, the next case and the action; Tab and Enter do what a page asks for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { as } from "../browser.mjs";
import { fill, stage, steps } from "../steps.mjs";

const s = stage();

// pressMost is how often Tab is pressed at most to reach something on a page.
const pressMost = 60;

// keyTo presses Tab until what is named has the focus.
async function keyTo(page, selector) {
  for (let i = 0; i < pressMost; i++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${selector} cannot be reached by Tab at ${page.url()}`);
}

// goes presses keys that lead to another page, and waits for it.
async function goes(page, ...keys) {
  const from = page.url();
  const moved = page.waitForEvent("framenavigated", (frame) => frame === page.mainFrame());
  for (const key of keys) await page.keyboard.press(key);
  await moved.catch((error) => { throw new Error(`${keys.join(" ")} led nowhere from ${from}`, { cause: error }); });
  await page.waitForLoadState("load");
}

// open goes to the work and opens the first case in a state, by keys.
async function open(page, state) {
  await goes(page, "g", "w");
  const states = await page.locator("table[data-rows] tbody tr").allInnerTexts();
  const row = states.findIndex((text) => text.includes(state));
  assert.ok(row >= 0, `nothing is ${state}: ${states}`);
  for (let i = 0; i <= row; i++) await page.keyboard.press("j");
  await goes(page, "Enter");
  return new URL(page.url()).pathname;
}

// does opens a case in a state and does an action: Tab to it, Enter, what the form
// asks for typed in, and Ctrl+Enter.
async function does(page, state, action, values) {
  const path = await open(page, state);
  const direct = `form[action="${path}/do/${action}"] button`;
  if (await page.locator(direct).count()) {
    await keyTo(page, direct);
    await goes(page, "Enter");
  } else {
    await keyTo(page, `a[href="${path}/do/${action}"]`);
    await goes(page, "Enter");
    for (const [name, value] of Object.entries(values)) {
      await keyTo(page, `main [name="${name}"]`);
      await page.keyboard.type(value);
    }
    await goes(page, "Control+Enter");
  }
  assert.equal(new URL(page.url()).searchParams.get("done"), action, `${action} of ${path} ended at ${page.url()}: ${(await page.locator("main").innerText()).slice(0, 300)}`);
  return path;
}

// alone are people of a town who live alone and are of age.
function alone(folder, town) {
  const table = (name) => readFileSync(join(folder, name), "utf8").trim().split("\n").slice(1).map((row) => row.split(","));
  const there = new Set(table("households.csv").filter(([, division]) => division.startsWith(town)).map(([id]) => id));
  const people = table("persons.csv").filter(([, household]) => there.has(household));
  const homes = new Map();
  for (const [, household] of people) homes.set(household, (homes.get(household) ?? 0) + 1);
  return people.filter(([, household, , , , birth]) => homes.get(household) === 1 && birth < "1990").map(([, , , number, name]) => ({ number, name }));
}

test("a clerk does ten pieces of work in a row with the keyboard", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const clerk = await as(browser, server, "xiangzhen");
  const { page } = clerk;
  let done = 0;
  let last;

  await step("one signs at the window, two are accepted, one is noted as hard", async () => {
    await does(page, "待受理", "accept");
    await does(page, "待受理", "sign", {});
    await does(page, "待受理", "accept");
    await does(page, "调查核对中", "mark_hard", { reason: "成员分住三处，一时查不清。" });
    done += 4;
  });

  await step("the search finds a case by its number, from anywhere", async () => {
    const path = new URL(page.url()).pathname;
    const number = (await page.locator(".page-head .number").innerText()).trim();
    await goes(page, "g", "w");
    await page.keyboard.press("/");
    await page.keyboard.type(number);
    await goes(page, "Enter");
    if (new URL(page.url()).pathname === "/search") {
      await page.keyboard.press("j");
      await goes(page, "Enter");
    }
    assert.equal(new URL(page.url()).pathname, path);
    done++;
  });

  await step("a notice is prepared for a family without a phone, and hung up", async () => {
    await does(page, "待公示", "skip_preview", { reason: "家庭不会用手机，已当面念过。" });
    last = await does(page, "待公示", "publish");
    done += 2;
  });

  await step("three families at the window are found, and their forms begun, each from the key n", async () => {
    for (const person of alone(server.folder, server.town).slice(0, 3)) {
      await goes(page, "g", "w");
      await goes(page, "n");
      await keyTo(page, "main [name=id_number]");
      await page.keyboard.type(person.number);
      await keyTo(page, "main [name=name]");
      await page.keyboard.type(person.name);
      if (await page.locator("main [name=matter]").count()) await fill(page, { matter: "dibao" });
      await goes(page, "Control+Enter");
      assert.match(page.url(), /\/intake\/\d+\/\w+/);
      await page.keyboard.press("Control+s");
      done++;
    }
  });

  await step("the day's list knows of all of it", async () => {
    assert.equal(done, 10);
    await goes(page, "g", "w");
    await page.goto(last);
    await page.locator("#timeline li", { hasText: clerk.who.name }).first().waitFor();
  });
  assert.deepEqual(clerk.broken, []);
});
