// A slope graph: places before on the left, after on the right. Words come as data, set as text.
const SPACE = "http://www.w3.org/2000/svg";
const ROW = 25, TOP = 34, WIDTH = 640, LEFT = 250, RIGHT = 390;
const make = (kind, attributes, words) => {
  const element = document.createElementNS(SPACE, kind);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (words !== undefined) element.textContent = words;
  return element;
};
const height = (slot) => TOP + ROW * (slot - 0.5);

function end(side, row, pick) {
  const place = row[side];
  const [x, step] = side === "before" ? [LEFT, -1] : [RIGHT, 1];
  const y = height(place.slot);
  const name = make("text", { x: x + 52 * step, y, class: `name ${side}`, tabindex: 0 }, row.name);
  name.append(make("title", {}, `${row.full}　${place.level}　${place.score}`));
  name.onclick = () => pick(row.id);
  name.onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return; // a handler that returns false swallows the key
    event.preventDefault();
    pick(row.id);
  };
  return [
    make("circle", { cx: x, cy: y, r: 5.5, fill: place.colour }),
    make("text", { x: x + 12 * step, y, class: `rank ${side}` }, side === "before" ? `${place.rank} ${place.mark}` : `${place.mark} ${place.rank}`),
    name,
  ];
}

export default function ({ data, parentElement, setTriggerValue }) {
  const svg = parentElement.querySelector(".slope");
  const pick = (id) => setTriggerValue("picked", id);
  const last = Math.max(1, ...data.rows.flatMap((row) => [row.before.slot, row.after.slot]));
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${height(last) + ROW}`);
  svg.setAttribute("aria-label", data.alt);
  const parts = [make("text", { x: LEFT, y: 12, class: "head" }, data.before), make("text", { x: RIGHT, y: 12, class: "head" }, data.after)];
  for (const row of data.rows)
    parts.push(make("line", { x1: LEFT, x2: RIGHT, y1: height(row.before.slot), y2: height(row.after.slot), class: row.direction }));
  for (const row of data.rows) parts.push(...end("before", row, pick), ...end("after", row, pick));
  svg.replaceChildren(...parts);
  const legend = data.legend.map(([name, words]) => {
    const element = document.createElement("span");
    element.className = name;
    element.textContent = words;
    return element;
  });
  parentElement.querySelector(".legend").replaceChildren(...legend);
}
