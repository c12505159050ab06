// Draws charts from what the page says. Without it the table beside is everything.
"use strict";
(() => {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const pictures = [...document.querySelectorAll("[data-chart]")];
  const drawn = new Map();

  for (const place of pictures) {
    place.hidden = false;
    draw(place);
  }
  window.addEventListener("resize", () => { for (const chart of drawn.values()) chart.resize(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const place of pictures) {
      drawn.get(place).dispose();
      draw(place);
    }
  });

  function draw(place) {
    const data = JSON.parse(place.dataset.chart);
    const unit = 10 ** data.places;
    const text = { color: colour("--text"), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: parseFloat(getComputedStyle(place).fontSize) };
    // Names that would not stand side by side stand under one another.
    const long = !data.lines && (data.labels.length > 6 || place.clientWidth < 480);
    const lines = data.labels.length * data.rows.length;
    if (long) place.setAttribute("data-tall", lines > 12 ? "much" : "some");
    const chart = globalThis.echarts.init(place, null, { renderer: "svg" });
    const names = { type: "category", data: data.labels, axisLabel: { ...text, interval: data.lines ? "auto" : 0 }, axisLine: { lineStyle: { color: colour("--control") } }, inverse: long };
    const values = { type: "value", min: data.rows.some((r) => r.values.some((v) => v < 0)) ? undefined : 0, name: data.unit, nameTextStyle: text, axisLabel: { ...text, hideOverlap: true }, splitLine: { lineStyle: { color: colour("--line") } } };
    chart.setOption({
      animation: false,
      color: ["--accent", "--soon", "--unknown", "--done", "--working"].map(colour),
      aria: { enabled: true, label: { enabled: false }, decal: { show: data.rows.length > 1 } },
      textStyle: text,
      grid: { left: 8, right: 48, top: 40, bottom: 8, containLabel: true },
      legend: data.rows.length > 1 ? { textStyle: text, top: 0, right: 0, icon: "rect" } : undefined,
      xAxis: long ? values : names,
      yAxis: long ? names : values,
      series: data.rows.map((row) => ({
        type: data.lines ? "line" : "bar", name: row.name, connectNulls: false,
        data: row.values.map((v) => (v === null ? null : v / unit)),
        label: { show: lines <= 24, position: long ? "right" : "top", ...text, formatter: (p) => row.shown[p.dataIndex] },
        cursor: row.paths ? "pointer" : "default",
      })),
    });
    chart.on("click", (p) => {
      const path = data.rows[p.seriesIndex].paths?.[p.dataIndex];
      if (path) location.assign(path);
    });
    drawn.set(place, chart);
  }
})();
