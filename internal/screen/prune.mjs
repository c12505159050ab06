// prune leaves of a stylesheet the rules whose classes all occur in a set of words,
// and of its custom properties those that something left reads.

export function prune(css, words, readers) {
  const tree = parse(css.replace(/\/\*[\s\S]*?\*\//g, ""));
  let out = write(tree, words, null);
  // A property that nothing reads goes, and with it perhaps the last reader of
  // another one.
  for (let before = -1; before !== out.length; ) {
    before = out.length;
    const read = new Set([...(out + readers).matchAll(/var\(\s*(--[\w-]+)/g)].map((m) => m[1]));
    out = write(parse(out), null, read);
  }
  return out;
}

// parse splits a stylesheet into statements, rules and groups of rules.
function parse(css) {
  const list = [];
  let from = 0;
  scan(css, 0, (i, c) => {
    if (c === ";") {
      list.push({ statement: css.slice(from, i + 1).trim() });
      from = i + 1;
    } else if (c === "{") {
      const end = close(css, i);
      const head = css.slice(from, i).trim();
      const body = css.slice(i + 1, end);
      const group = /^@(media|supports|layer|container)/.test(head);
      list.push(group ? { head, group: parse(body) } : { head, body });
      from = end + 1;
      return from;
    }
  });
  return list;
}

// write gives back a tree; words limits rules, read limits custom properties.
function write(tree, words, read) {
  return tree.map((node) => {
    if (node.statement) return node.statement.startsWith("@charset") ? "" : node.statement;
    if (node.group) {
      const inner = write(node.group, words, read);
      return inner && !node.head.startsWith("@media print") ? `${node.head}{${inner}}` : "";
    }
    if (node.head.startsWith("@")) return words && !node.head.startsWith("@font-face") ? `${node.head}{${node.body}}` : read ? `${node.head}{${node.body}}` : "";
    const head = words ? split(node.head, ",").filter((one) => wanted(one, words)).join(",") : node.head;
    const body = read ? split(node.body, ";").filter((one) => !/^\s*--tblr-/.test(one) || read.has(one.slice(0, one.indexOf(":")).trim())).join(";") : node.body;
    return head && body ? `${head}{${body}}` : "";
  }).join("");
}

// wanted says whether every class of a selector is used. Switches of Tabler's own
// settings panel are never used.
function wanted(selector, words) {
  if (/\[data-bs-theme-(base|font|radius|primary)/.test(selector)) return false;
  const plain = selector.replace(/\[[^\]]*\]/g, "").replace(/:not\([^)]*\)/g, "");
  return [...plain.matchAll(/\.((?:\\.|[\w-])+)/g)].every((m) => words.has(m[1]));
}

// split cuts a text at a sign that stands in no brackets and no quotes.
function split(text, sign) {
  const list = [];
  let from = 0;
  let depth = 0;
  scan(text, 0, (i, c) => {
    if (c === "(" || c === "[") depth++;
    if (c === ")" || c === "]") depth--;
    if (c === sign && depth === 0) {
      list.push(text.slice(from, i));
      from = i + 1;
    }
  });
  list.push(text.slice(from));
  return list.map((one) => one.trim()).filter(Boolean);
}

// scan visits every sign outside quotes and url(…); visit may say where to go on.
function scan(text, start, visit) {
  for (let i = start; i < text.length; i++) {
    const c = text[i];
    if (c === '"' || c === "'") {
      for (i++; i < text.length && text[i] !== c; i++) if (text[i] === "\\") i++;
      continue;
    }
    if (c === "\\") {
      i++;
      continue;
    }
    const next = visit(i, c);
    if (typeof next === "number") i = next - 1;
  }
}

// close finds the brace that closes the one at i.
function close(css, i) {
  let depth = 0;
  let end = css.length;
  scan(css, i, (at, c) => {
    if (c === "{") depth++;
    if (c === "}" && --depth === 0) {
      end = at;
      return css.length + 1;
    }
  });
  return end;
}
