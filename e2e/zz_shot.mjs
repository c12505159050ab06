import { as, launch } from "./browser.mjs";
const server = { address: "http://127.0.0.1:18099", logins: "shiju quxian xiangzhen cunju caiwu shenji guanli bumen".split(" ").map((login) => ({ login, password: "Lianxin-2025" })) };
const browser = await launch();
const [,, login, size, out, ...paths] = process.argv;
const v = login === "-" ? null : await as(browser, server, login, { size });
let i = 0;
for (const p of paths) {
  const r = await v.page.goto(server.address + p);
  await v.page.screenshot({ path: `${out}-${i++}.png`, fullPage: true });
  console.log(p, r.status(), await v.page.title());
}
await browser.close();
