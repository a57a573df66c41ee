// Draws the blocks a panel describes and sends back what people do with them. Every text is set as text, never as markup.

const FIELD_EVENTS = new Set(["text", "area", "date", "select", "tick"]);

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false || value === "") continue;
    made.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined) made.append(child);
  }
  return made;
}

function field(panel, block, row, column, cell, visibleLabel) {
  const id = `${panel}-${block.index}-${row.index}-${column}`;
  const marks = { "data-block": block.name, "data-row": row.key, "data-column": column, "data-kind": cell.kind };
  const problem = cell.problem && visibleLabel ? element("span", { class: "vsm-problem", role: "alert", id: `${id}-problem` }, cell.problem) : null;
  const common = {
    ...marks,
    id,
    class: `vsm-input vsm-${cell.kind}${cell.masked ? " vsm-masked" : ""}`,
    "aria-label": visibleLabel ? null : cell.label,
    "aria-invalid": cell.problem ? "true" : null,
    "aria-describedby": cell.problem ? `${id}-problem` : null,
    disabled: cell.disabled,
    "data-private": cell.private,
  };
  const input = inputOf(cell, common);
  const saved = cell.saved ? element("span", { class: "vsm-saved" }, "✓ saved") : null;
  const note = cell.note ? element("span", { class: "vsm-note" }, cell.note) : null;
  const label = visibleLabel ? element("label", { for: id }, cell.label) : null;
  if (cell.kind === "tick") return element("div", { class: "vsm-field vsm-ticked" }, input, label, saved, note, problem);
  const control = element("div", { class: "vsm-control" }, input, saved, note, problem);
  return element("div", { class: `vsm-field vsm-size-${cell.size || "one"}` }, label, control);
}

function inputOf(cell, common) {
  if (cell.kind === "words") return element("span", { class: "vsm-words" }, cell.value);
  if (cell.kind === "area") return element("textarea", { ...common, rows: 2, placeholder: cell.placeholder, "data-value": cell.value === "" ? "\u0000" : cell.value });
  if (cell.kind === "tick") return element("input", { ...common, type: "checkbox", "data-value": cell.value ? "yes" : "no" });
  if (cell.kind === "range") {
    return element("input", {
      ...common, type: "range", min: String(cell.min), max: String(cell.max), step: String(cell.step),
      "aria-valuetext": cell.words, "data-value": String(cell.value),
    });
  }
  if (cell.kind === "select") {
    const options = cell.options.map(([value, label]) => element("option", { "data-option": value }, label));
    options.forEach((option, place) => { option.value = cell.options[place][0]; });
    return element("select", { ...common, "data-value": cell.value === "" ? "\u0000" : cell.value }, options);
  }
  return element("input", {
    ...common, type: cell.kind === "date" ? "date" : "text", placeholder: cell.placeholder,
    "data-enter": cell.enter, autocomplete: "off", spellcheck: "false", "data-value": cell.value === "" ? "\u0000" : cell.value,
  });
}

// In a table the sentence gets the whole width under its row: a column is too narrow for one.
function problemRow(panel, block, row) {
  const said = block.columns.filter(([name]) => row.cells[name] && row.cells[name].problem);
  if (!said.length) return null;
  return element("tr", { class: "vsm-problem-row", "data-key": `problem/${row.key}` }, element("td", { colspan: block.columns.length + 2 },
    said.map(([name, label]) => element("span", { class: "vsm-problem", role: "alert", id: `${panel}-${block.index}-${row.index}-${name}-problem` }, `${label}: ${row.cells[name].problem}`))));
}

function button(block, row, made) {
  return element("button", {
    type: "button", class: `vsm-button${made.main ? " vsm-main" : ""}`, "data-press": made.name, "data-block": block.name,
    "data-row": row ? row.key : null, "data-scroll": made.place, "aria-pressed": made.pressed === undefined ? null : String(made.pressed),
    "aria-label": made.title, disabled: made.disabled, "data-hotkey": made.hotkey,
  }, made.label);
}

const DRAW = {
  heading: (panel, block) => element(block.level === 1 ? "h2" : "h3", { class: "vsm-heading" }, block.text),
  lines: (panel, block) => element(block.items.length > 1 ? "ul" : "div", { class: `vsm-lines vsm-${block.sign}`, role: block.sign === "problem" ? "alert" : null },
    block.items.map((text) => element(block.items.length > 1 ? "li" : "p", {}, text))),
  table: (panel, block) => element("div", { class: "vsm-scroll", tabindex: "0", role: "region", "aria-label": block.caption },
    element("table", { class: "vsm-table" },
      element("caption", {}, block.caption),
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, block.head),
        block.columns.map(([name, label]) => element("th", { scope: "col", class: `vsm-column-${block.sizes[name] || "plain"}` }, label)),
        block.rows.some((row) => row.buttons.length) ? element("th", { scope: "col" }, "Do") : null)),
      element("tbody", {}, block.rows.flatMap((row) => [element("tr", { class: row.sign ? `vsm-row-${row.sign}` : null, "data-key": `row/${row.key}` },
        element("th", { scope: "row" }, element("span", {}, row.head), row.sub ? element("span", { class: "vsm-sub" }, row.sub) : null),
        block.columns.map(([name]) => element("td", { class: `vsm-column-${block.sizes[name] || "plain"}` }, row.cells[name] ? field(panel, block, row, name, row.cells[name], false) : null)),
        block.rows.some((each) => each.buttons.length) ? element("td", { class: "vsm-do" }, row.buttons.map((each) => button(block, row, each))) : null), problemRow(panel, block, row)])))),
  cards: (panel, block) => element("div", { class: "vsm-cards" }, block.rows.map((row) => element("fieldset", { class: "vsm-card", "data-key": `card/${row.key}` },
    element("legend", {}, row.head),
    row.sub ? element("p", { class: "vsm-sub" }, row.sub) : null,
    element("div", { class: "vsm-fields" }, block.columns.filter(([name]) => row.cells[name]).map(([name]) => field(panel, block, row, name, row.cells[name], true))),
    row.buttons.length ? element("div", { class: "vsm-buttons" }, row.buttons.map((each) => button(block, row, each))) : null))),
  buttons: (panel, block) => element("div", { class: "vsm-buttons", role: "group", "aria-label": block.caption }, block.items.map((each) => button(block, null, each))),
  bars: (panel, block) => element("div", { class: "vsm-bars", role: "group", "aria-label": block.caption },
    element("p", { class: "vsm-caption" }, block.caption),
    block.items.map((bar) => element("div", { class: "vsm-bar" },
      element("span", { class: "vsm-bar-label" }, bar.label),
      element("span", { class: "vsm-bar-track", "aria-hidden": "true" }, element("span", { class: `vsm-bar-fill vsm-fill-${bar.sign}`, "data-share": String(bar.share) })),
      element("span", { class: "vsm-bar-text" }, bar.text)))),
  picture: (panel, block) => element("img", { class: "vsm-picture", src: block.address, alt: block.words }),
  stopwatch: (panel, block) => element("div", { class: "vsm-stopwatch", "data-seconds": String(block.seconds), "data-running": block.running ? "yes" : "no" },
    element("span", { class: "vsm-stopwatch-face", role: "timer", "data-live": true }), element("span", { class: "vsm-stopwatch-words" }, block.words)),
  keypad: (panel, block) => element("div", { class: "vsm-keypad", role: "group", "aria-label": block.caption, tabindex: "0" },
    element("div", { class: "vsm-keys" }, block.keys.map((key) => element("button", {
      type: "button", class: "vsm-key", "data-press": key.name, "data-block": block.name, "data-row": key.row, "data-hotkey": key.hotkey,
      "aria-disabled": key.ready ? null : "true",
    }, element("span", { class: "vsm-key-cap", "aria-hidden": "true" }, key.hotkey), element("span", { class: "vsm-key-label" }, key.label),
    key.notes.map((note) => element("span", { class: "vsm-key-note" }, note))))),
    element("p", { class: "vsm-keys-work" }, block.caption), element("p", { class: "vsm-keys-sleep" }, "Click here: then the keys work.")),
  timer: (panel, block) => element("div", { class: "vsm-timer", "data-left": String(block.left), "data-running": block.running ? "yes" : "no", "data-phases": JSON.stringify(block.phases) },
    element("span", { class: "vsm-timer-name" }, block.name),
    element("span", { class: "vsm-timer-clock", role: "timer", "data-live": true }),
    element("span", { class: "vsm-timer-words", role: "status", "data-live": true })),
};

function draw(panel, content) {
  const counted = {};
  return content.map((block, index) => {
    const numbered = { ...block, index };
    if (block.rows) numbered.rows = block.rows.map((row, place) => ({ ...row, index: place }));
    const made = DRAW[block.type](panel, numbered);
    const kind = `${block.type}/${block.name || block.sign || ""}`;
    counted[kind] = (counted[kind] || 0) + 1;
    made.setAttribute("data-key", `${kind}/${counted[kind]}`);
    return made;
  });
}

function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.getAttribute("data-key") : null;
}

function sameKind(old, made) {
  if (old.nodeType !== made.nodeType || old.nodeName !== made.nodeName) return false;
  if (old.nodeType !== Node.ELEMENT_NODE) return true;
  return ["data-key", "data-block", "data-row", "data-column", "data-kind", "data-press"]
    .every((name) => old.getAttribute(name) === made.getAttribute(name));
}

// Brings a drawn node up to date in place: a field keeps its focus, and what somebody is typing is never overwritten.
function morph(old, made) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== made.data) old.data = made.data;
    return;
  }
  for (const { name } of [...old.attributes]) if (!made.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of [...made.attributes]) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  if (!old.hasAttribute("data-live")) morphChildren(old, [...made.childNodes]);
  settle(old);
}

function morphChildren(parent, made) {
  const keyed = new Map([...parent.childNodes].filter(keyOf).map((child) => [keyOf(child), child]));
  made.forEach((child, place) => {
    const kept = keyed.get(keyOf(child));
    const there = parent.childNodes[place];
    if (kept && sameKind(kept, child)) {
      if (kept !== there) parent.insertBefore(kept, there || null);
      morph(kept, child);
    } else if (there && !keyOf(there) && sameKind(there, child)) {
      morph(there, child);
    } else {
      if (there && !keyOf(there)) parent.replaceChild(child, there);
      else parent.insertBefore(child, there || null);
      settleAll(child);
    }
  });
  while (parent.childNodes.length > made.length) parent.lastChild.remove();
}

function settle(node) {
  if (!node.dataset) return;
  if (node.dataset.share !== undefined) node.style.width = `${Math.max(0, Math.min(100, 100 * Number(node.dataset.share)))}%`;
  if (node.dataset.value === undefined) return;
  const value = node.dataset.value === "\u0000" ? "" : node.dataset.value;
  if (node.type === "checkbox") node.checked = value === "yes";
  else if (!node.typing && node.value !== value) node.value = value;
}

function settleAll(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  settle(node);
  node.querySelectorAll("[data-value], [data-share]").forEach(settle);
}

function showTime(root, since) {
  for (const timer of root.querySelectorAll(".vsm-timer")) {
    const passed = timer.dataset.running === "yes" ? (performance.now() - since.at) / 1000 : 0;
    const left = Math.round(Number(timer.dataset.left) - passed);
    const phase = JSON.parse(timer.dataset.phases).find((each) => left > each.above) || { sign: "red", words: "time is up" };
    const size = Math.abs(left);
    const clock = `${left < 0 ? "+" : ""}${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
    const [face, words] = [timer.querySelector(".vsm-timer-clock"), timer.querySelector(".vsm-timer-words")];
    if (face.textContent !== clock) face.textContent = clock;
    if (words.textContent !== phase.words) words.textContent = phase.words;
    timer.setAttribute("data-sign", phase.sign);
  }
}

function showSeconds(root, since) {
  for (const watch of root.querySelectorAll(".vsm-stopwatch")) {
    const passed = watch.dataset.running === "yes" ? (performance.now() - since.at) / 1000 : 0;
    const face = watch.querySelector(".vsm-stopwatch-face");
    const shown = `${Math.floor(Number(watch.dataset.seconds) + passed)} s`;
    if (face.textContent !== shown) face.textContent = shown;
  }
}

let panels = 0;

function render({ model, el }) {
  const panel = `vsm-panel-${++panels}`;
  const root = element("section", { class: "vsm-panel", "data-lm-suppress-shortcuts": "true", tabindex: "-1" });
  const body = element("div");
  const since = { at: performance.now() };
  const keeping = new Keeping(model, root, () => show());
  root.append(keeping.alarm, keeping.notice, body);
  el.append(root);

  const show = () => {
    root.setAttribute("aria-label", model.get("label"));
    since.at = performance.now();
    const hadFocus = root.contains(document.activeElement);
    const hadKeys = root.querySelector(".vsm-keypad") !== null;
    morphChildren(body, draw(panel, keeping.withOwn(model.get("content"))));
    keeping.settle();
    keeping.freeze();
    keepFocus(root, hadFocus, hadKeys);
    showTime(root, since);
    showSeconds(root, since);
  };
  const submit = (input) => {
    input.typing = false;
    keeping.send(input);
    keeping.press(input.dataset.block, input.dataset.row ?? "", input.dataset.enter);
  };

  root.addEventListener("input", (event) => {
    const input = event.target;
    if (input.dataset.kind === "range") return slide(input);
    if (!TYPED.has(input.dataset.kind)) return undefined;
    input.typing = true;
    return keeping.note(input, true);
  });
  let sliding = 0;
  const slide = (input) => {
    input.typing = true;
    cancelAnimationFrame(sliding);
    sliding = requestAnimationFrame(() => keeping.send(input));
  };
  root.addEventListener("change", (event) => {
    event.target.typing = false;
    if (FIELD_EVENTS.has(event.target.dataset.kind)) keeping.send(event.target);
  });
  root.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-press]");
    if (!pressed || pressed.disabled) return;
    if (pressed.dataset.scroll) goTo(pressed.dataset.scroll);
    keeping.press(pressed.dataset.block, pressed.dataset.row ?? "", pressed.dataset.press);
  });
  root.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const key = event.target.matches("input, textarea, select") ? null : hotkeyed(root, event);
    if (key && !event.repeat) { event.preventDefault(); hit(key); key.click(); }
    if (event.key !== "Enter" || !event.target.matches("input[type=text]")) return;
    if (event.target.readOnly) return;
    if (event.target.dataset.enter) submit(event.target);
    else nextRow(root, event.target);
  });
  const onContent = () => { keeping.line.listen(); show(); };
  model.on("change:content", onContent);
  model.on("change:label", show);
  const ticking = setInterval(() => { showTime(root, since); showSeconds(root, since); if (keeping.asked.size) keeping.mark(); }, 250);
  show();
  return () => { clearInterval(ticking); keeping.line.close(); model.off("change:content", onContent); model.off("change:label", show); };
}

function hotkeyed(root, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  return [...root.querySelectorAll("[data-hotkey]")].find((each) => each.dataset.hotkey === event.key && !each.disabled);
}

function hit(key) {
  key.animate([{ transform: "scale(0.94)" }, { transform: "none" }], { duration: 200 });
}

// Keys work only while the focus is inside: a pressed button that is drawn no more must not drop it.
function keepFocus(root, hadFocus, hadKeys) {
  const keys = root.querySelector(".vsm-keypad");
  if (hadFocus && keys && !hadKeys) keys.focus();
  else if (hadFocus && !root.contains(document.activeElement)) (keys || root).focus({ preventScroll: true });
}

function nextRow(root, input) {
  const same = [...root.querySelectorAll("input[type=text]")].filter((each) => each.dataset.block === input.dataset.block && each.dataset.column === input.dataset.column);
  const next = same[same.indexOf(input) + 1];
  if (next) { next.focus(); next.select(); }
}

function goTo(place) {
  const target = [...document.querySelectorAll("[data-row], [aria-label]")].find((each) => each.dataset.row === place || each.getAttribute("aria-label") === place);
  if (target) { target.scrollIntoView({ block: "center" }); if (target.focus) target.focus(); }
}

export default { render };
