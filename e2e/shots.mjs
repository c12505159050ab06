// Pictures of every part and of every page at 1440 and 390 px in both themes, in
// out/shots.
import { as, launch, resident, shot, visit } from "./browser.mjs";
import { offices, open, own, within } from "./pages.mjs";
import { demo, gallery } from "./server.mjs";

const sizes = ["desk", "phone"];
const themes = ["light", "dark"];

// named is a page's address as the name of a file.
const named = (path) => path.replace(/\/[0-9]{6}\/\w+/, "/one").replace(/[^\w\u4e00-\u9fff]+/g, "-").replace(/^-|-$/g, "") || "start";

// parts takes the pictures of the parts, in both skins.
async function parts(browser) {
  const server = await gallery();
  try {
    const page = await (await fetch(`${server.address}/parts`)).text();
    const list = [...new Set([...page.matchAll(/href="\/parts\/(\w+)"/g)].map((m) => m[1]))];
    for (const skin of sizes) {
      for (const theme of themes) {
        const v = await visit(browser, server, { size: skin, theme });
        for (const part of list) {
          await v.page.goto(`/parts/${part}?skin=${skin}`);
          await shot(v.page, `part-${part}-${skin}-${theme}`);
        }
        await v.close();
      }
    }
  } finally {
    await server.stop();
  }
}

// pages takes the pictures of the pages of a city that is lived in.
async function pages(browser) {
  const server = await demo();
  try {
    const family = await resident(browser, server, "已批准");
    const seen = [[family, "family", own], [await visit(browser, server), "open", open]];
    for (const [login, list] of Object.entries(offices)) seen.push([await as(browser, server, login), login, list]);
    for (const [v, who, list] of seen) {
      for (const path of await within(v, list)) {
        for (const [size, width] of [["desk", 1440], ["phone", 390]]) {
          await v.page.setViewportSize({ width, height: 900 });
          for (const theme of themes) {
            await v.page.emulateMedia({ colorScheme: theme });
            await v.page.goto(path);
            await shot(v.page, `page-${who}-${named(path)}-${size}-${theme}`);
          }
        }
      }
      await v.close();
    }
  } finally {
    await server.stop();
  }
}

const browser = await launch();
try {
  await parts(browser);
  await pages(browser);
} finally {
  await browser.close();
}
