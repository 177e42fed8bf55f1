// Weights to drag. Shares follow the hand at once; Python is told as fast as it answers, never faster,
// so that a slow machine re-ranks less often instead of lagging behind.
const PATIENCE = 2000; // milliseconds after which an unanswered question is forgotten
const PAUSE = 1000; // milliseconds without a key that end a step
const panels = new WeakMap();
const percent = (share) => (Number.isFinite(share) ? `${(100 * share).toFixed(1)}%` : "—");
const sum = (values) => values.reduce((total, value) => total + value, 0);

function build(host) {
  const panel = { host, sent: 0, heard: 0, at: 0, gesture: 0, waiting: false, rows: new Map(), open: new Set() };
  panel.values = () => {
    const found = { dimensions: {}, indicators: {} };
    for (const row of panel.rows.values()) found[row.kind][row.code] = row.value;
    return found;
  };
  panel.tell = () => {
    const now = performance.now();
    if (panel.sent > panel.heard && now - panel.at < PATIENCE) {
      panel.waiting = true; // one question at a time
      return;
    }
    panel.waiting = false;
    panel.sent += 1;
    panel.at = now;
    panel.send({ ...panel.values(), gesture: panel.gesture, number: panel.sent });
  };
  return panel;
}

function line(panel, kind, item, label) {
  const element = document.createElement("div");
  element.className = "line";
  const range = document.createElement("input");
  Object.assign(range, { type: "range", min: 0, max: 100, step: 1 });
  range.setAttribute("aria-label", item.name);
  const share = document.createElement("span");
  share.className = "share";
  const moved = document.createElement("span");
  element.append(label, range, share, moved);
  const row = { kind, code: item.code, parent: item.parent, value: item.value, base: item.base, range, share, moved };
  panel.rows.set(`${kind}.${item.code}`, row);
  range.addEventListener("pointerdown", () => {
    panel.held = row;
    panel.gesture += 1;
  });
  range.addEventListener("keydown", () => {
    const now = performance.now();
    if (now - (panel.typed ?? 0) > PAUSE) panel.gesture += 1; // keys in a row are one step
    panel.typed = now;
  });
  range.addEventListener("input", () => {
    row.value = Number(range.value);
    shares(panel);
    panel.tell();
  });
  for (const end of ["change", "pointerup", "pointercancel"]) range.addEventListener(end, () => (panel.held = null));
  return element;
}

function draw(panel, data) {
  panel.rows.clear();
  const groups = data.dimensions.map((dimension) => {
    const group = document.createElement("div");
    group.className = "group";
    const inside = document.createElement("div");
    inside.className = "inside";
    inside.hidden = !panel.open.has(dimension.code);
    const fold = document.createElement("button");
    fold.className = "name";
    fold.textContent = dimension.name;
    fold.title = data.fold;
    fold.setAttribute("aria-expanded", String(!inside.hidden));
    fold.onclick = () => {
      inside.hidden = !inside.hidden;
      inside.hidden ? panel.open.delete(dimension.code) : panel.open.add(dimension.code);
      fold.setAttribute("aria-expanded", String(!inside.hidden));
    };
    group.append(line(panel, "dimensions", dimension, fold), inside);
    for (const indicator of dimension.indicators) {
      const name = document.createElement("span");
      name.className = "name";
      name.textContent = name.title = indicator.name;
      inside.append(line(panel, "indicators", { ...indicator, parent: dimension.code }, name));
    }
    return group;
  });
  panel.host.querySelector(".weights").replaceChildren(...groups);
  panel.shape = shape(data);
}

const shape = (data) => JSON.stringify(data.dimensions.map((d) => [d.code, d.indicators.map((i) => i.code)]));

function shares(panel) {
  const rows = [...panel.rows.values()];
  const dimensions = rows.filter((row) => row.kind === "dimensions");
  const whole = sum(dimensions.map((row) => row.value));
  for (const dimension of dimensions) {
    const mine = rows.filter((row) => row.parent === dimension.code);
    const inner = sum(mine.map((row) => row.value));
    const share = dimension.value / whole;
    say(dimension, share);
    for (const row of mine) say(row, (share * row.value) / inner);
  }
}

function say(row, share) {
  row.share.textContent = percent(share);
  const gap = 100 * (share - row.base);
  row.moved.textContent = Math.abs(gap) < 0.05 || !Number.isFinite(gap) ? "" : `${gap > 0 ? "↑" : "↓"}${Math.abs(gap).toFixed(1)}`;
  row.moved.className = `moved ${gap > 0 ? "up" : "down"}`;
}

function receive(panel, data) {
  if (panel.shape !== shape(data)) draw(panel, data);
  if (!panel.at) panel.sent = panel.gesture = data.heard; // a page opened anew counts on
  panel.heard = data.heard;
  const isStale = panel.waiting || panel.held;
  for (const dimension of data.dimensions) {
    for (const [kind, item] of [["dimensions", dimension], ...dimension.indicators.map((i) => ["indicators", i])]) {
      const row = panel.rows.get(`${kind}.${item.code}`);
      row.base = item.base;
      if (!isStale) {
        row.value = item.value;
        row.range.value = item.value;
      }
    }
  }
  shares(panel);
  if (panel.waiting) panel.tell();
}

export default function ({ data, parentElement, setTriggerValue }) {
  if (!panels.has(parentElement)) panels.set(parentElement, build(parentElement));
  const panel = panels.get(parentElement);
  panel.send = (values) => setTriggerValue("moved", values);
  receive(panel, data);
}
