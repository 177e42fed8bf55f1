// A ranked list: rows come as data, words are set as text. A click or Enter tells Python which row.
const cell = (name, ...children) => {
  const element = document.createElement("td");
  element.className = name;
  element.append(...children);
  return element;
};
const make = (kind, name, words) => {
  const element = document.createElement(kind);
  element.className = name;
  element.textContent = words ?? "";
  return element;
};

function line(row, pick) {
  const name = make("span", "", row.name);
  const where = make("small", "", row.where);
  const pill = make("span", "pill", row.level.label);
  pill.style.background = row.level.colour;
  pill.style.color = row.level.ink;
  const track = make("div", "track");
  const fill = make("div", "");
  fill.style.width = `${row.score}%`;
  track.append(fill);
  const why = document.createElement("div");
  why.title = row.why; // in full on hover; with its sources on the portrait
  why.append(...(row.law ? [make("span", "law", row.law), row.why] : [row.why]));
  const element = document.createElement("tr");
  element.tabIndex = 0;
  element.setAttribute("aria-label", `${row.rank} ${row.name}`);
  element.append(
    cell("rank", row.rank),
    cell("", pill),
    cell("name", name, where),
    cell("score", make("b", "", row.score_words), make("span", "change", row.change), track),
    cell("number", row.people),
    cell("number", row.amount),
    cell("why", why)
  );
  element.onclick = () => pick(row.id);
  element.onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return; // a handler that returns false swallows the key
    event.preventDefault();
    pick(row.id);
  };
  return element;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const head = parentElement.querySelector("thead tr");
  head.replaceChildren(
    ...data.headings.map(([words, name]) => {
      const element = make("th", name, words);
      element.scope = "col";
      return element;
    })
  );
  const pick = (id) => setTriggerValue("picked", id);
  parentElement.querySelector("tbody").replaceChildren(...data.rows.map((row) => line(row, pick)));
}
