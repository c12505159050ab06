// Forms in which some questions are asked only after some answers: what is not asked
// is out of the way, so that Tab goes to what is. Without this all are on the page.
"use strict";
(() => {
  const parts = [...document.querySelectorAll("[data-when]")];
  if (!parts.length) return;

  const said = (name) => {
    const field = document.querySelector(`form [name="${CSS.escape(name)}"]:checked`)
      || document.querySelector(`form [name="${CSS.escape(name)}"]:not([type=radio], [type=checkbox])`);
    return field ? field.value : "";
  };

  function fit() {
    for (const part of parts) {
      const at = part.dataset.when.lastIndexOf("=");
      part.hidden = said(part.dataset.when.slice(0, at)) !== part.dataset.when.slice(at + 1);
    }
    // A line that asks nobody goes with its label.
    for (const row of document.querySelectorAll("tr[data-when-row]")) {
      const cells = [...row.querySelectorAll("td > div")];
      row.hidden = cells.length > 0 && cells.every((cell) => cell.hidden);
    }
  }

  document.addEventListener("change", fit);
  // What has a fault is shown whatever else was said.
  fit();
  for (const fault of document.querySelectorAll(".fault")) {
    const part = fault.closest("[data-when]");
    if (part) { part.hidden = false; part.closest("tr")?.removeAttribute("hidden"); }
  }
})();
