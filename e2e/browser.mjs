// A browser for journeys: Debian's Chromium, driven by playwright-core, with the
// checks every page has to pass.
import { existsSync, readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { root } from "./server.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const flags = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

// pageMax is what a page may weigh packed, in bytes, without charts.
export const pageMax = 100 * 1024;

// patience is how long a page may take on a busy machine, in milliseconds.
const patience = 30_000;

export const widths = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

// browsers are Debian's: the one without windows draws the same pages for a third of
// the processor time, because nothing is made but the page.
const browsers = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

export async function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM || browsers.find((path) => existsSync(path)), args: flags });
}

// visit opens a context of its own, as one person on one machine.
export async function visit(browser, server, { size = "desk", theme = "light", script = true } = {}) {
  const context = await browser.newContext({
    baseURL: server.address, viewport: widths[size], colorScheme: theme, javaScriptEnabled: script,
    locale: "zh-CN", timezoneId: "Asia/Shanghai", reducedMotion: "reduce",
    hasTouch: size === "phone", isMobile: size === "phone",
  });
  const foreign = [];
  const broken = [];
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:"].includes(url.protocol) && url.origin !== server.address) foreign.push(request.url());
  });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  page.on("pageerror", (error) => broken.push(String(error)));
  // A form that is refused on purpose is no fault of the page.
  const refused = /^Failed to load resource: .* status of (404|409|422)/;
  page.on("console", (message) => { if (message.type() === "error" && !refused.test(message.text())) broken.push(`${message.text()} (${page.url()})`); });
  return { context, page, foreign, broken, close: () => context.close() };
}

// as signs in with a login of the demo and gives the visit.
export async function as(browser, server, login, options = {}) {
  const who = server.logins.find((l) => l.login === login);
  if (!who) throw new Error(`the demo named no login ${login}`);
  const v = { ...await visit(browser, server, options), who };
  await signIn(v);
  return v;
}

// signIn signs somebody of an office in, also anew: a session lasts a day at most.
export async function signIn(v) {
  await v.page.goto("/staff/sign-in");
  await v.page.fill("[name=login]", v.who.login);
  await v.page.fill("[name=password]", v.who.password);
  await v.page.click("[data-primary]");
  await v.page.waitForURL((url) => !url.pathname.startsWith("/staff/sign-in"));
}

// resident signs in on a phone with the printed code of whoever the demo says
// something waits for. A code is good for one time.
export async function resident(browser, server, title, options = {}) {
  const one = server.codes.find((c) => c.title.includes(title));
  if (!one) throw new Error(`the demo printed no code for ${title}`);
  const v = await visit(browser, server, { size: "phone", ...options });
  await enter(v, one.code);
  return { ...v, who: one };
}

// enter signs in with a code as its QR picture does.
export async function enter(v, code) {
  await v.page.goto(`/sign-in?slip=${encodeURIComponent(code)}`);
  await v.page.click("[data-primary]");
  await v.page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

// axe gives what axe-core finds on a page, in both themes, as lines to read.
export async function axe(page) {
  const found = [];
  // Run apart from the page's own policy, as an extension would.
  await page.evaluate(axeSource);
  // The themes differ in nothing but colours.
  for (const [theme, rules] of [["light", null], ["dark", ["color-contrast", "link-in-text-block"]]]) {
    await page.emulateMedia({ colorScheme: theme });
    const { violations } = await page.evaluate((only) => axe.run(document, { resultTypes: ["violations"], ...(only && { runOnly: only }) }), rules);
    for (const v of violations) for (const node of v.nodes) found.push(`${theme} ${v.id}: ${node.target.join(" ")} — ${node.failureSummary.replaceAll("\n", " ")}`);
  }
  await page.emulateMedia({ colorScheme: null });
  return found;
}

// weigh opens a page as whoever has nothing in store yet, and gives the answer and
// what it cost over the wire.
export async function weigh(v, path) {
  const session = await v.context.newCDPSession(v.page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  let weight = 0;
  session.on("Network.loadingFinished", (event) => { weight += event.encodedDataLength; });
  const answer = await v.page.goto(path, { waitUntil: "networkidle" });
  await session.detach(); // and the store is in use again
  return { answer, weight };
}

// sideways is by how many pixels a page is wider than its window.
export async function sideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

// small lists texts below the least size and targets below the least height.
export async function small(page, { text, target }) {
  return page.evaluate(({ text, target }) => {
    const found = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const e = node.parentElement;
      if (!node.data.trim() || !e.checkVisibility() || e.closest("svg, script, noscript, .visually-hidden")) continue;
      const size = parseFloat(getComputedStyle(e).fontSize);
      if (size < text - 0.01) found.add(`text ${size}px: ${node.data.trim().slice(0, 20)}`);
    }
    for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
      if (!e.checkVisibility() || e.closest(".skip, p, .example > h2")) continue;
      let { width, height } = e.getBoundingClientRect();
      const label = e.labels?.[0]?.getBoundingClientRect();
      if (label && ["radio", "checkbox"].includes(e.type)) [width, height] = [width + label.width, Math.max(height, label.height, e.parentElement.getBoundingClientRect().height)];
      if (height < target - 0.5) found.add(`target ${Math.round(width)}×${Math.round(height)}: ${e.tagName} ${(e.innerText || e.name || "").trim().slice(0, 20)}`);
    }
    return [...found];
  }, { text, target });
}

// keyboardOnly walks a page with Tab and lists what cannot be reached or shows no
// focus.
export async function keyboardOnly(page, most = 400) {
  const problems = [];
  const wanted = await page.evaluate(() => {
    let n = 0;
    const names = new Set();
    for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
      if (!e.checkVisibility() || e.disabled) continue;
      if (e.type === "radio") {
        if (names.has(e.name)) continue; // one stop for a group; arrows go on
        names.add(e.name);
      }
      e.dataset.walk = String(n++);
    }
    // Begin at the top, wherever the page put the focus.
    document.activeElement?.blur();
    getSelection().collapse(document.body, 0);
    return n;
  });
  const reached = new Set();
  let first;
  let left = 0; // how often Tab left the page: once from its end, then it begins anew
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body) return null;
      const style = getComputedStyle(e);
      const box = e.getBoundingClientRect();
      const middle = document.elementFromPoint(Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1), Math.min(Math.max(box.y + box.height / 2, 0), innerHeight - 1));
      return {
        walk: e.dataset.walk ?? (e.type === "radio" ? document.querySelector(`[name="${CSS.escape(e.name)}"][data-walk]`)?.dataset.walk : undefined),
        name: `${e.tagName} ${(e.innerText || e.name || "").trim().slice(0, 30)}`,
        seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        covered: !!middle && !e.contains(middle) && !middle.contains(e) && getComputedStyle(middle.closest("header, .buttons-sticky, .foot-nav") ?? document.body).position === "sticky",
      };
    });
    if (!at) {
      if (++left > 2) break;
      continue;
    }
    if (!at.seen) problems.push(`no visible focus: ${at.name}`);
    if (at.covered) problems.push(`focus hidden under a bar: ${at.name}`);
    // A field for days takes several presses; back at the first one all is seen.
    if (at.walk !== undefined && at.walk === first && reached.size > 1) break;
    first ??= at.walk;
    if (at.walk !== undefined) reached.add(at.walk);
  }
  if (reached.size < wanted) {
    const missed = await page.evaluate((got) => [...document.querySelectorAll("[data-walk]")].filter((e) => !got.includes(e.dataset.walk)).map((e) => `${e.tagName} ${(e.innerText || e.name || "").trim().slice(0, 30)}`), [...reached]);
    problems.push(...missed.map((name) => `not reached by Tab: ${name}`));
  }
  return problems;
}

// shot writes a picture of a whole page.
export async function shot(page, name) {
  const folder = join(root, "out", "shots");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
