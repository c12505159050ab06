// Forms that survive a bad network: what cannot be sent waits in the phone, photos
// included, and goes when the network is back. The one-time key of the form makes
// a second sending harmless.
"use strict";
(() => {
  const places = document.querySelectorAll("[data-unsent]");
  const forms = document.querySelectorAll("form[data-offline]");

  const open = () => new Promise((done, failed) => {
    const wish = indexedDB.open("lianxin", 1);
    wish.onupgradeneeded = () => wish.result.createObjectStore("waiting", { keyPath: "once" });
    wish.onsuccess = () => done(wish.result);
    wish.onerror = () => failed(wish.error);
  });
  const ask = async (mode, work) => {
    const base = await open();
    try {
      return await new Promise((done, failed) => {
        const wish = work(base.transaction("waiting", mode).objectStore("waiting"));
        wish.onsuccess = () => done(wish.result);
        wish.onerror = () => failed(wish.error);
      });
    } finally {
      base.close();
    }
  };
  const waiting = () => ask("readonly", (store) => store.getAll());

  for (const form of forms) {
    form.addEventListener("submit", async (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (form.dataset.sending) return;
      form.dataset.sending = "yes";
      const fields = [...new FormData(form, event.submitter)];
      const entry = { once: form.elements.once.value, title: form.dataset.offline, address: form.action, fields, at: Date.now() };
      try {
        go(await send(entry));
      } catch {
        await keep(entry, form);
      }
    });
  }

  // send posts one entry. Only a network that is gone is an error; a refusal of the
  // server is an answer and is shown.
  async function send(entry) {
    const body = new FormData();
    for (const [name, value] of entry.fields) body.append(name, value);
    const answer = await fetch(entry.address, { method: "POST", body, credentials: "same-origin" });
    if (answer.status >= 500) throw new Error(String(answer.status));
    return answer;
  }

  async function go(answer) {
    if (answer.redirected) {
      location.assign(answer.url);
      return;
    }
    // The refused form comes back whole; it is put in place of this one.
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.title = page.title;
    document.getElementById("main").replaceWith(page.getElementById("main"));
    document.querySelector("[data-focus]")?.focus();
  }

  async function keep(entry, form) {
    delete form.dataset.sending;
    try {
      await ask("readwrite", (store) => store.put(entry));
      const all = await waiting();
      lianxin.tell(`没有网络，已存在本机，联网后上传（${all.length}条待传）。`);
    } catch {
      lianxin.tell("没有网络，本机也存不下了。请不要关闭本页，到有网络的地方再提交。");
    }
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = false;
    show();
  }

  async function show() {
    const all = await waiting().catch(() => []);
    for (const place of places) {
      place.querySelector("[data-unsent-count]").textContent = String(all.length);
      place.querySelector("[data-unsent-empty]").hidden = all.length > 0;
      place.querySelector("[data-unsent-send]").hidden = all.length === 0;
      place.querySelector("[data-unsent-list]").replaceChildren(...all.map((entry) => {
        const line = document.createElement("li");
        line.textContent = `${entry.title}（${new Date(entry.at).toLocaleString("zh-CN")}）`;
        return line;
      }));
    }
  }

  let running = false;
  async function flush() {
    if (running || !navigator.onLine) return;
    running = true;
    let sent = 0;
    let refused = 0;
    try {
      for (const entry of await waiting()) {
        const answer = await send(entry);
        // Signed out meanwhile: nothing is thrown away, somebody has to sign in.
        if (answer.redirected && new URL(answer.url).pathname.startsWith("/sign-in")) break;
        if (!answer.ok) { refused++; continue; }
        await ask("readwrite", (store) => store.delete(entry.once));
        sent++;
      }
    } catch {
      // The network went again; what is left waits.
    }
    running = false;
    if (sent) lianxin.tell(`已上传${sent}条。`);
    if (refused) lianxin.tell(`有${refused}条没有通过检查，请打开改好再传。`);
    show();
  }

  window.addEventListener("online", flush);
  for (const place of places) place.querySelector("[data-unsent-send]").addEventListener("click", flush);
  show();
  flush();
})();
