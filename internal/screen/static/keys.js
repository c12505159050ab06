// Keys of staff pages. Single keys sleep in fields and while an input method
// composes, and everybody may switch them off. No key refuses, stops or releases
// money: keys only go, open, select, save and send what is on the page.
"use strict";
(() => {
  const single = document.body.dataset.keys === "on";
  const moves = document.body.dataset.enter === "on";
  const list = document.querySelector("dialog#keys");
  let jumping = 0;

  const composing = (event) => event.isComposing || event.keyCode === 229;
  const inField = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const rows = () => [...document.querySelectorAll("table[data-rows] tbody tr")];
  const at = () => document.querySelector("table[data-rows] tr.at");
  const follow = (selector) => document.querySelector(selector)?.click();

  const keys = {
    "/": () => document.getElementById("q")?.focus(),
    g: () => { jumping = Date.now(); },
    n: () => follow("[data-new]"),
    j: () => move(1),
    k: () => move(-1),
    x: () => at()?.querySelector("input[type=checkbox]")?.click(),
    "[": () => follow("a[rel=prev]"),
    "]": () => follow("a[rel=next]"),
    t: () => { const trace = document.querySelector("#trace details"); if (trace) { trace.open = true; trace.scrollIntoView(); } },
    p: () => window.print(),
    "?": () => list?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (composing(event)) return;
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key === "Enter") {
      const form = event.target.closest("form") || document.querySelector("form:has([data-primary])");
      // A page that cannot be taken back is sent by its own button only.
      if (form && !form.closest(".confirm")) { event.preventDefault(); form.requestSubmit(form.querySelector("[data-primary]")); }
      return;
    }
    if (ctrl && event.key.toLowerCase() === "s") {
      const button = document.querySelector("[data-save]");
      if (button && !document.querySelector("form[data-draft]")) { event.preventDefault(); button.form.requestSubmit(button); }
      return;
    }
    if (event.key === "Enter" && moves && event.target.matches("form input:not([type=submit]), form select")) {
      const fields = [...event.target.form.querySelectorAll("input:not([type=hidden]), select, textarea, button")].filter((f) => !f.disabled);
      const next = fields[fields.indexOf(event.target) + 1];
      if (next) { event.preventDefault(); next.focus(); }
      return;
    }
    if (!single || ctrl || event.altKey || inField(event.target) || list?.open) return;
    if (jumping && Date.now() - jumping < 1500) {
      jumping = 0;
      const to = document.querySelector(`[data-jump="${CSS.escape(event.key)}"]`);
      if (to) { event.preventDefault(); to.click(); return; }
    }
    if (event.key === "Enter" && at() && event.target === document.body) { at().querySelector("a")?.click(); return; }
    const does = keys[event.key];
    if (does) { event.preventDefault(); does(); }
  });

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const to = Math.min(Math.max(all.indexOf(at()) + step, 0), all.length - 1);
    at()?.classList.remove("at");
    all[to].classList.add("at");
    all[to].querySelector("a")?.focus({ preventScroll: true });
    all[to].scrollIntoView({ block: "nearest" });
  }
})();
