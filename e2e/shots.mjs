// Pictures of every part at 1440 and 390 px in both themes, in out/shots.
import { launch, shot, visit } from "./browser.mjs";
import { gallery } from "./server.mjs";

const server = await gallery();
const browser = await launch();
try {
  const page = await (await fetch(`${server.address}/parts`)).text();
  const parts = [...new Set([...page.matchAll(/href="\/parts\/(\w+)"/g)].map((m) => m[1]))];
  for (const skin of ["desk", "phone"]) {
    for (const theme of ["light", "dark"]) {
      const v = await visit(browser, server, { size: skin, theme });
      for (const part of parts) {
        await v.page.goto(`/parts/${part}?skin=${skin}`);
        await shot(v.page, `part-${part}-${skin}-${theme}`);
      }
      await v.close();
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
