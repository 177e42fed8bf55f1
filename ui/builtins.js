(() => {
  // Puts Streamlit's own English strings into Chinese as they appear. EXACT and PATTERNS come
  // from ui/text/builtins.py. Text that people or data wrote is left alone: inside a table, an
  // input, a page's own text nothing is touched.
  const EXACT = __EXACT__;
  const PATTERNS = __PATTERNS__.map(([from, to]) => [new RegExp(from), to]);
  const OURS =
    "[data-testid=stMain] .stMarkdown, [data-testid=stSidebar] .stMarkdown, canvas, input, textarea";
  const ATTRIBUTES = ["placeholder", "aria-label", "title", "alt"];

  const chinese = (words) => {
    const plain = words.trim();
    if (!plain || !/[A-Za-z]/.test(plain)) return null;
    if (plain in EXACT) return EXACT[plain];
    for (const [from, to] of PATTERNS) if (from.test(plain)) return plain.replace(from, to);
    const [what, ...rest] = plain.split(": "); // "Search: 整改台账"
    return rest.length && what in EXACT ? `${EXACT[what]}：${rest.join(": ")}` : null;
  };
  const text = (node) => {
    if (node.parentElement?.closest(OURS)) return;
    const found = chinese(node.nodeValue);
    if (found !== null) node.nodeValue = found;
  };
  const attributes = (element) => {
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name);
      const found = value && chinese(value);
      if (found !== null && found !== value && found) element.setAttribute(name, found);
    }
  };
  const walk = (node) => {
    if (node.nodeType === 3) return text(node);
    if (node.nodeType !== 1) return;
    attributes(node);
    node.childNodes.forEach(walk);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(walk);
      else if (change.type === "characterData") text(change.target);
      else attributes(change.target);
    }
  }).observe(document.documentElement, {
    childList: true,
    subtree: true,
    characterData: true,
    attributes: true,
    attributeFilter: ATTRIBUTES,
  });
})();
