// Somebody whose telephone nobody knows is told so when he signs in; the window registers
// it while he stands there, and from then on the code comes to his phone. Who held the
// number before is told when it changes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, axe, visit } from "../browser.mjs";
import { fill, lookUp, press, stage, steps } from "../steps.mjs";

const s = stage();

// toldAt waits for the message to a number, which a demonstration shows and does not send.
async function toldAt(v, masked) {
  for (let i = 0; i < 100; i++) {
    await v.page.goto("/demo");
    const [line] = (await v.page.locator("main").innerText()).split("\n").filter((one) => one.includes(masked));
    if (line) return line;
    await v.page.waitForTimeout(100);
  }
  throw new Error(`no message came to ${masked}`);
}

test("a window registers the telephone by which somebody signs in", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const clerk = await as(browser, server, "xiangzhen");
  const phone = await visit(browser, server, { size: "phone" });
  const messages = await visit(browser, server);
  const text = (v) => v.page.locator("main").innerText();

  await step("a number nobody has is told where to go", async () => {
    await phone.page.goto("/sign-in");
    await fill(phone.page, { phone: "13900000087" });
    await press(phone.page);
    assert.match(await toldAt(messages, "139****0087"), /还没有登记.*身份证.*窗口登记/);
  });

  await step("the window registers it, and a slip of the finger is seen", async () => {
    await lookUp(clerk, "李素珍");
    await press(clerk.page, clerk.page.locator("main a[href$='/phone']"));
    assert.deepEqual(await axe(clerk.page), []);
    await fill(clerk.page, { phone: "13900000088", again: "13900000089" });
    await clerk.page.click("main [data-primary]");
    await clerk.page.locator(".faults").waitFor();
    assert.match(await text(clerk), /两次填的号码不一样[^]*手机响了再勾选/);
    assert.deepEqual(await axe(clerk.page), []);
    await fill(clerk.page, { again: "139 0000 0088", rang: "yes" });
    await press(clerk.page);
    assert.match(await text(clerk), /139\*\*\*\*0088/);
  });

  await step("the code comes to the phone, and lets its owner in", async () => {
    await phone.page.goto("/sign-in");
    await fill(phone.page, { phone: "13900000088" });
    await press(phone.page);
    const words = await toldAt(messages, "139****0088");
    const [, code] = words.match(/登录验证码(\d{6})/);
    await fill(phone.page, { code });
    await press(phone.page);
    assert.match(await phone.page.locator("body").innerText(), /李素珍/);
  });

  await step("another number takes its place, and who held the old one is told", async () => {
    await press(clerk.page, clerk.page.locator("main a[href$='/phone']"));
    assert.match(await text(clerk), /现在登记的是139\*\*\*\*0088/);
    await fill(clerk.page, { phone: "13900000090", again: "13900000090", rang: "yes" });
    await press(clerk.page);
    assert.match(await toldAt(messages, "139****0088"), /已由窗口更改/);
  });
  assert.deepEqual([...clerk.broken, ...phone.broken], []);
});
