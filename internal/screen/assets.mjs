// Makes static/vendor: the libraries of browsers, cut down to what our pages use,
// and packed copies of everything a browser loads. Run by `make assets`.
//
// Nothing is minified that people here wrote: the addresses hold the hash of the
// file in the tree, and packed copies are found by it (static.go).
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { prune } from "./prune.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const source = (name) => join(here, "node_modules", name);
const vendor = join(here, "static", "vendor");
const text = (name) => readFileSync(name, "utf8");

// Browsers of government offices are old; newer syntax is written out for them.
const target = ["chrome88", "firefox90", "safari14"];

rmSync(vendor, { recursive: true, force: true });
mkdirSync(join(vendor, "packed"), { recursive: true });

cpSync(source("htmx.org/dist/htmx.min.js"), join(vendor, "htmx.js"));
cpSync(source("@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf"), join(vendor, "noto-sans-sc-400.ttf"));
await build({
  entryPoints: [join(here, "charts.mjs")], outfile: join(vendor, "echarts.js"),
  bundle: true, minify: true, format: "iife", target, legalComments: "none", logLevel: "error",
  nodePaths: [join(here, "node_modules")],
});

// The words between quotes in pages and scripts are all the classes there can be.
const words = new Set();
for (const name of walk(here)) {
  if (!/\.(templ|go|js)$/.test(name) || name.startsWith(vendor) || /_templ\.go$|_test\.go$/.test(name)) continue;
  for (const [quoted] of text(name).matchAll(/"[^"\n]*"/g)) {
    for (const [word] of quoted.matchAll(/[A-Za-z][\w-]*/g)) words.add(word);
  }
}
// A class our own styles define is ours, whatever Tabler calls by the same name.
const own = ["part.css", "staff.css"].map((name) => text(join(here, "static", name))).join("\n");
for (const [, name] of own.matchAll(/\.([A-Za-z][\w-]*)/g)) {
  if (!/^(btn|card|table|form|nav|navbar|visually)(-|$)/.test(name)) words.delete(name);
}
const pruned = prune(text(source("@tabler/core/dist/css/tabler.min.css")), words, own);
const lowered = await transform(pruned, { loader: "css", minify: true, target });
writeFileSync(join(vendor, "tabler.css"), lowered.code);

const licences = ["@tabler/core", "htmx.org", "echarts", "zrender", "tslib", "@expo-google-fonts/noto-sans-sc"].map((name) => {
  const about = JSON.parse(text(source(`${name}/package.json`)));
  const file = readdirSync(source(name)).find((entry) => /^licen[sc]e/i.test(entry));
  return `${about.name} ${about.version} (${about.license})\n\n${file ? text(join(source(name), file)) : ""}`;
});
writeFileSync(join(vendor, "LICENCES.txt"), licences.join("\n----\n\n"));

let sum = 0;
for (const name of walk(join(here, "static"))) {
  if (![".css", ".js", ".svg"].includes(extname(name)) || name.includes("packed")) continue;
  const plain = readFileSync(name);
  const hash = createHash("sha256").update(plain).digest("hex").slice(0, 12);
  const small = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  writeFileSync(join(vendor, "packed", `${hash}.br`), small);
  writeFileSync(join(vendor, "packed", `${hash}.gz`), gzipSync(plain, { level: 9 }));
  console.log(`${basename(name).padEnd(14)} ${String(plain.length).padStart(8)} bytes, ${String(small.length).padStart(6)} packed`);
  sum += small.length;
}
console.log(`all together ${sum} bytes packed`);

// walk lists the files below a folder, without those of packages.
function walk(folder) {
  return readdirSync(folder).sort().flatMap((entry) => {
    const path = join(folder, entry);
    if (entry === "node_modules") return [];
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
}
