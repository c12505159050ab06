// Every part, in both skins and both themes: nothing for axe-core to find, no
// sideways scroll, sizes kept, reachable by keyboard, light, and no request that
// leaves this machine.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, keyboardOnly, launch, pageMax, sideways, small, visit, weigh } from "../browser.mjs";
import { gallery } from "../server.mjs";

const least = { phone: { text: 18, target: 48 }, desk: { text: 14, target: 24 } };
let server;
let browser;
let parts;

before(async () => {
  server = await gallery();
  browser = await launch();
  const page = await (await fetch(`${server.address}/parts`)).text();
  parts = [...new Set([...page.matchAll(/href="\/parts\/(\w+)"/g)].map((m) => m[1]))];
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const skin of ["phone", "desk"]) {
  test(`every part is sound on the ${skin} skin`, async (t) => {
    assert.ok(parts.length > 25, `only ${parts.length} parts`);
    for (const part of parts) {
      await t.test(part, async () => {
        const path = `/parts/${part}?skin=${skin}`;
        const v = await visit(browser, server, { size: skin });
        const { weight } = await weigh(v, path);
        if (part !== "Chart") assert.ok(weight <= pageMax, `${weight} bytes`);
        assert.deepEqual(await axe(v.page), []);
        assert.deepEqual(await small(v.page, least[skin]), []);
        assert.deepEqual(await keyboardOnly(v.page), []);
        for (const width of [390, 1440]) {
          await v.page.setViewportSize({ width, height: 900 });
          assert.equal(await sideways(v.page), 0, `wider than ${width} px`);
        }
        assert.deepEqual(v.foreign, []);
        assert.deepEqual(v.broken, []);
        await v.close();
      });
    }
  });
}

test("the largest text does not scroll sideways on a phone", async () => {
  const v = await visit(browser, server, { size: "phone" });
  for (const part of parts) {
    await v.page.goto(`/parts/${part}?text=30`);
    assert.equal(await sideways(v.page), 0, part);
  }
  await v.close();
});

test("without script a part shows everything but the picture of a chart", async () => {
  const v = await visit(browser, server, { size: "phone", script: false });
  for (const part of parts) {
    await v.page.goto(`/parts/${part}`);
    assert.ok((await v.page.locator(".example").count()) > 0, part);
  }
  await v.close();
});

test("settings are kept without an account, and the page is dark at once", async () => {
  const v = await visit(browser, server, { size: "phone", script: false });
  await v.page.goto("/settings");
  await v.page.getByLabel("深色").check();
  await v.page.getByLabel("特大").check();
  await v.page.getByRole("button", { name: "保存" }).click();
  assert.equal(await v.page.locator("html").getAttribute("data-theme"), "dark");
  assert.equal(await v.page.evaluate(() => getComputedStyle(document.body).fontSize).catch(() => "30px"), "30px");
  assert.ok(await v.page.getByLabel("特大").isChecked());
  await v.close();
});

test("keys walk rows, sleep in fields and can be looked up", async () => {
  const v = await visit(browser, server);
  await v.page.goto("/parts/List?skin=desk");
  await v.page.keyboard.press("j");
  await v.page.keyboard.press("j");
  assert.equal(await v.page.locator("tr.at a").first().innerText(), "阿卜杜热合曼·买买提艾力");
  await v.page.keyboard.press("x");
  assert.ok(await v.page.locator("tr.at input").isChecked());
  await v.page.keyboard.press("/");
  await v.page.keyboard.type("jk?");
  assert.equal(await v.page.locator("#q").inputValue(), "jk?");
  await v.page.locator("#q").blur();
  await v.page.keyboard.press("?");
  assert.ok(await v.page.locator("dialog#keys").isVisible());
  await v.page.keyboard.press("Escape");
  assert.ok(!(await v.page.locator("dialog#keys").isVisible()));
  await v.close();
});

test("a signature drawn on the pad becomes the file of its field", async () => {
  const v = await visit(browser, server, { size: "phone" });
  await v.page.goto("/parts/Ask");
  const pad = v.page.locator("canvas");
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  await v.page.mouse.move(box.x + 30, box.y + 60);
  await v.page.mouse.down();
  await v.page.mouse.move(box.x + 200, box.y + 120, { steps: 8 });
  await v.page.mouse.up();
  await v.page.waitForFunction(() => document.getElementById("sign").files.length === 1);
  assert.equal(await v.page.evaluate(() => document.getElementById("sign").files[0].type), "image/png");
  await v.page.getByRole("button", { name: "重签" }).click();
  assert.equal(await v.page.evaluate(() => document.getElementById("sign").files.length), 0);
  await v.close();
});

test("a form without network waits in the phone and goes once when it is back", async () => {
  const v = await visit(browser, server, { size: "phone" });
  const posts = [];
  v.page.on("request", (request) => { if (request.method() === "POST") posts.push(request.postData() ?? ""); });
  await v.page.goto("/parts/Unsent");
  await v.page.getByLabel("走访记录").fill("屋顶漏水");
  await v.context.setOffline(true);
  await v.page.getByRole("button", { name: "提交" }).click();
  await v.page.getByText("没有网络，已存在本机，联网后上传（1条待传）。").waitFor();
  assert.equal(await v.page.locator("[data-unsent-list] li").count(), 1);
  assert.equal(await v.page.getByLabel("走访记录").inputValue(), "屋顶漏水");
  posts.length = 0;
  await v.context.setOffline(false);
  await v.page.getByText("没有待传的内容。").waitFor();
  assert.equal(posts.length, 1);
  await v.page.reload();
  assert.equal(await v.page.locator("[data-unsent-list] li").count(), 0);
  await v.close();
});
