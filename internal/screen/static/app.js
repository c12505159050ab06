// What every page gets from script. Each piece only improves: a page is a plain
// form, and everything here may be missing.
"use strict";

const lianxin = (globalThis.lianxin = {
  // tell says something to everybody, also to those who listen.
  tell(words) {
    const place = document.getElementById("told");
    place.textContent = words;
    clearTimeout(lianxin.telling);
    lianxin.telling = setTimeout(() => { place.textContent = ""; }, 8000);
  },
  // post sends a form without leaving the page; a network that is gone is an error.
  post(form, address, extra) {
    const body = new FormData(form);
    for (const [name, value] of Object.entries(extra || {})) body.set(name, value);
    return fetch(address, { method: "POST", body, headers: { Accept: "text/html" }, credentials: "same-origin" });
  },
});

// The summary of faults takes the focus also where autofocus does not.
document.querySelector("[data-focus]")?.focus();

// Submit once: the second press of an old hand is no second case. The one-time key
// holds even where this does not run.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-submit-once") || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // After this turn, so that the pressed button's own value still goes with it.
  setTimeout(() => {
    for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = true;
    lianxin.tell("正在提交，请不要关闭。");
  });
});
// A page that comes back from the browser's own store can be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = false;
  }
});

// Autosave: leaving a field keeps a draft; it never submits. Files are not sent
// before somebody says so.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const saved = form.querySelector("[data-saved]");
  let last = text(form);
  let busy = Promise.resolve();
  form.addEventListener("change", () => { busy = busy.then(save); });
  form.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    busy = busy.then(save);
  });

  async function save() {
    const now = text(form);
    if (now === last || form.dataset.sent) return;
    const body = new URLSearchParams(now);
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      last = now;
      saved.textContent = `已自动保存 ${clock()}`;
    } catch {
      saved.textContent = "没有自动保存成功，您填的还在本页。";
    }
  }
}

function text(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const field = form.elements[name];
    if (typeof value === "string" && field?.type !== "password") body.append(name, value);
  }
  return body.toString();
}

function clock() {
  const now = new Date();
  return `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
}

// A photo that is too large is said before it travels for a minute.
document.addEventListener("change", (event) => {
  const limit = Number(event.target.dataset?.megabytes);
  const file = event.target.files?.[0];
  if (!limit || !file || file.size <= limit * 1024 * 1024) return;
  const words = `照片有${Math.ceil(file.size / 1024 / 1024)} MB，请选${limit} MB以内的。`;
  event.target.value = "";
  lianxin.tell(words);
});

// A revealed value goes after its time; the page itself goes back by its header.
for (const place of document.querySelectorAll("[data-reveal]")) {
  const hide = () => { place.textContent = place.dataset.reveal; };
  setTimeout(hide, Number(place.dataset.seconds) * 1000);
  document.addEventListener("copy", (event) => {
    if (!getSelection().containsNode(place, true)) return;
    event.clipboardData.setData("text/plain", place.dataset.reveal);
    event.preventDefault();
  });
}

// Signing out clears what a shared phone kept.
for (const form of document.querySelectorAll("form[data-clears]")) {
  form.addEventListener("submit", () => {
    localStorage.clear();
    sessionStorage.clear();
    globalThis.indexedDB?.deleteDatabase("lianxin");
  });
}

// An open menu closes with Esc and by a click elsewhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
