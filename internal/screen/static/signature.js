// Turns the photo of a signature into a pad. What is drawn becomes the file of the
// field that is there without script; the photo stays possible.
"use strict";
for (const box of document.querySelectorAll("[data-signature]")) {
  const file = box.querySelector("input[type=file]");
  const canvas = document.createElement("canvas");
  const row = document.createElement("div");
  const clear = document.createElement("button");
  const said = document.createElement("span");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", "签名板：用手指或鼠标在这里签名；不方便时请用下面的照片");
  row.className = "signature-row";
  clear.type = "button";
  clear.className = "btn";
  clear.textContent = "重签";
  said.setAttribute("role", "status");
  row.append(clear, said);
  box.prepend(canvas, row);

  const pen = canvas.getContext("2d");
  let drawn = false;
  fit();
  clear.addEventListener("click", wipe);
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(event.offsetX, event.offsetY);
    drawn = true;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    for (const e of event.getCoalescedEvents?.() ?? [event]) pen.lineTo(e.offsetX, e.offsetY);
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => canvas.toBlob((blob) => {
    const files = new DataTransfer();
    files.items.add(new File([blob], "signature.png", { type: "image/png" }));
    file.files = files.files;
    said.textContent = "已签";
    file.dispatchEvent(new Event("change", { bubbles: true }));
  }));
  // Turning the phone would stretch a signature; nothing drawn is lost otherwise.
  window.addEventListener("resize", () => { if (!drawn) fit(); });

  function fit() {
    const scale = window.devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * scale;
    canvas.height = canvas.clientHeight * scale;
    pen.scale(scale, scale);
    wipe();
  }

  function wipe() {
    pen.save();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.restore();
    Object.assign(pen, { lineWidth: 3, lineCap: "round", lineJoin: "round", strokeStyle: "#000" });
    drawn = false;
    file.value = "";
    said.textContent = "";
  }
}
