// The projection stage: slides come as data, are drawn to fill a 16:9 screen without scrolling,
// advance by themselves and by keys. All words come from the data and are set as text, never markup.
const NEXT = ["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"];
const BACK = ["ArrowLeft", "ArrowUp", "PageUp", "Backspace"];
const state = new WeakMap();

const make = (kind, name, words) => {
  const element = document.createElement(kind);
  if (name) element.className = name;
  if (words !== undefined && words !== null) element.textContent = words;
  return element;
};
const put = (parent, ...children) => {
  parent.append(...children);
  return parent;
};

const BLOCKS = {
  figures: (block) =>
    put(
      make("div", "figures"),
      ...block.items.map((item) =>
        put(
          make("div", `figure ${item.tone || ""}`),
          make("div", "label", item.label),
          make("div", "value", item.value),
          make("div", "note", item.note || "")
        )
      )
    ),
  levels: (block) => {
    const bar = make("div", "levels");
    for (const item of block.items) {
      const piece = make("div", "level");
      piece.style.cssText = `flex:${item.count} 1 0;background:${item.colour};color:${item.ink}`;
      put(bar, put(piece, make("b", "", item.label), make("span", "", item.words)));
    }
    return titled(block, bar);
  },
  months: (block) => {
    const largest = Math.max(1, ...block.months.map((m) => m.parts.reduce((s, p) => s + p.count, 0)));
    const box = make("div", "months");
    for (const month of block.months) {
      const stack = make("div", "stack");
      for (const piece of month.parts) {
        const part = make("div", "piece", piece.count > largest / 14 ? piece.count : "");
        part.style.cssText = `height:${(100 * piece.count) / largest}%;background:${piece.colour};color:${piece.ink}`;
        stack.append(part);
      }
      put(box, put(make("div", "month"), stack, make("div", "name", month.name)));
    }
    return titled(block, box);
  },
  tiles: (block) => {
    const grid = make("div", "tiles");
    grid.style.gridTemplateColumns = `repeat(${block.columns}, 1fr)`;
    grid.style.gridTemplateRows = `repeat(${block.rows}, 1fr)`;
    for (const tile of block.tiles) {
      const box = make("div", tile.is_unknown ? "tile unknown" : "tile");
      box.style.cssText = `grid-column:${tile.column + 1};grid-row:${tile.row + 1};color:${tile.ink}`;
      if (!tile.is_unknown) box.style.background = tile.fill;
      put(grid, put(box, make("b", "", tile.title), make("span", "big", tile.value), make("span", "", tile.words)));
    }
    return titled(block, grid);
  },
  bars: (block) => {
    const box = make("div", "bars");
    for (const item of block.items) {
      const track = make("div", "track");
      const fill = make("div", "fill");
      if (item.colour) fill.style.background = item.colour;
      fill.style.width = `${Math.max(100 * item.share, item.share > 0 ? 0.6 : 0)}%`;
      put(box, make("div", "name", item.name), put(track, fill), make("div", "said", item.words));
    }
    return titled(block, box);
  },
  table: (block) => {
    const table = make("table");
    const head = make("tr");
    block.columns.forEach((column) => {
      const cell = make("th", column.align || "", column.name);
      if (column.width) cell.style.width = column.width;
      head.append(cell);
    });
    const body = make("tbody");
    for (const row of block.rows) {
      const line = make("tr");
      row.forEach((value, n) => {
        const cell = make("td", block.columns[n].align || "");
        if (value && typeof value === "object") {
          const pill = make("span", "pill", value.label);
          pill.style.cssText = `background:${value.colour};color:${value.ink}`;
          cell.append(pill);
        } else cell.append(make("div", "clamp", value));
        line.append(cell);
      });
      body.append(line);
    }
    return titled(block, put(table, put(make("thead"), head), body));
  },
  units: (block) => {
    const box = make("div", "units");
    for (const item of block.items)
      put(box, put(make("div", `unit ${item.tone}`), make("b", "", item.name), make("span", "", item.words)));
    return titled(block, box);
  },
  list: (block) => {
    const list = make("ol", "list");
    for (const item of block.items)
      put(list, put(make("li"), make("b", "", item.head), make("span", "", item.words)));
    return titled(block, list);
  },
  split: (block) => {
    const row = make("div", "split");
    row.style.gridTemplateColumns = block.widths || "1fr 1fr";
    return put(row, ...block.parts.map(draw));
  },
  calm: (block) => make("div", "calm", block.words),
};
const draw = (block) => BLOCKS[block.kind](block);
const titled = (block, body) => {
  if (!block.title) return body;
  const box = put(make("div", "titled"), make("h3", "", block.title), body);
  if (block.note) box.append(make("p", "note", block.note));
  return box;
};

function show(me, number) {
  const slides = me.data.slides;
  me.at = ((number % slides.length) + slides.length) % slides.length;
  const slide = slides[me.at];
  const stage = me.root.querySelector(".slide");
  stage.replaceChildren(
    make("h1", "", slide.title),
    make("p", "sentence", slide.sentence),
    put(make("div", "body"), ...slide.blocks.map(draw))
  );
  stage.setAttribute("aria-label", slide.title);
  me.root.querySelector(".page").textContent = `${me.at + 1} / ${slides.length}`;
  const url = new URL(window.location.href);
  url.searchParams.set("slide", String(me.at + 1));
  window.history.replaceState(window.history.state, "", url);
  run(me);
}

function run(me) {
  clearTimeout(me.timer);
  const bar = me.root.querySelector(".progress div");
  bar.style.transition = "none";
  bar.style.width = "0";
  me.root.querySelector(".paused").textContent = me.isPaused ? me.data.words.paused : "";
  if (me.isPaused) return;
  void bar.offsetWidth; // the browser must see the empty bar before it grows
  bar.style.transition = `width ${me.data.seconds}s linear`;
  bar.style.width = "100%";
  me.timer = setTimeout(() => show(me, me.at + 1), me.data.seconds * 1000);
}

function otherPlaylist(play) {
  const url = new URL(window.location.href);
  url.searchParams.delete("slide");
  if (play.other) url.searchParams.set(play.name, play.other);
  else url.searchParams.delete(play.name);
  window.location.assign(url);
}

function onKey(me, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (NEXT.includes(event.key)) show(me, me.at + 1);
  else if (BACK.includes(event.key)) show(me, me.at - 1);
  else if (event.key === "Home") show(me, 0);
  else if (event.key === "End") show(me, me.data.slides.length - 1);
  else if (event.key.toLowerCase() === "p") {
    me.isPaused = !me.isPaused;
    run(me);
  } else if (event.key.toLowerCase() === "v") otherPlaylist(me.data.play);
  else if (event.key.toLowerCase() === "f") document.documentElement.requestFullscreen?.();
  else if (event.key === "Escape") window.location.assign(me.data.home);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".stage");
  let me = state.get(root);
  if (!me) {
    const wanted = Number(new URLSearchParams(window.location.search).get("slide")) || 1;
    me = { root, data, at: wanted - 1, isPaused: false };
    state.set(root, me);
    me.keys = (event) => onKey(me, event);
    window.addEventListener("keydown", me.keys, true);
    root.addEventListener("click", () => show(me, me.at + 1));
  }
  me.data = data;
  root.querySelector(".stamp").textContent = data.words.stamp;
  root.querySelector(".sample").textContent = data.words.sample;
  root.querySelector(".help").textContent = data.words.help;
  show(me, me.at);
  return () => {
    clearTimeout(me.timer);
    window.removeEventListener("keydown", me.keys, true);
  };
}
