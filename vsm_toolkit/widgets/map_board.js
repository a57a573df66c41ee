// The map board in the browser: it shows states and forwards gestures, and computes nothing but places on the screen.
// Texts of a team are only ever set as text (textContent, setAttribute, value), never as markup.

const SVG = "http://www.w3.org/2000/svg";
const CHANGES = new Set(["add", "edit", "remove", "move", "edge", "loop", "split", "paste"]);
const SLOW = 900;
const TOOLS = [
  ["add", "+ Step", "n", "Add a step after the selected one"],
  ["branch", "Branch", "b", "Add a step beside what follows the selected one"],
  ["edge", "Line", "e", "Draw or take away a line from the selected step"],
  ["split", "Split", "x", "Say which branch an item takes after the selected step, and how often"],
  ["loop", "Rework", "r", "Draw or change a rework loop from the selected step"],
  ["undo", "Undo", "Ctrl+Z", "Take the last edit back"],
  ["redo", "Redo", "Ctrl+Shift+Z", "Do it again"],
  ["smaller", "−", "-", "Smaller"],
  ["fit", "Fit", "f", "Show the whole map"],
  ["larger", "+", "+", "Larger"],
  ["photo", "Wall", "w", "Show a photo of the paper wall to type from"],
  ["history", "History", "h", "Show how the map came to be"],
  ["present", "Full", "p", "Show the board alone"],
  ["help", "Keys", "?", "Show what the keys do"],
];
const KEYS = [
  ["n", "new step after the selected one"], ["b", "branch: a step beside what follows"],
  ["Enter", "edit the selected step"], ["Tab", "next field"], ["Esc", "cancel"],
  ["arrows", "select a neighbour"], ["PageUp, PageDown", "select in the order of the list"],
  ["Shift+←, →", "move the step along the flow"], ["Shift+↑, ↓", "give the step to the team above or below"],
  ["e", "line from the selected step: choose the other end, Enter"],
  ["r", "rework from the selected step: choose where it goes back to, Enter"],
  ["x", "split: do all branches after the selected step run, or one of them, and how often"],
  ["1 to 7, 0", "stage of the selected step, or none; a step can also be dragged onto a stage"],
  ["Delete", "remove the step"], ["Ctrl+Z, Ctrl+Shift+Z", "undo, redo"],
  ["f, +, −", "fit, larger, smaller"], ["p", "full screen"], ["h", "history"], ["w", "photo of the wall"],
  ["Ctrl+V", "add rows copied from a spreadsheet: name, team, wait, process time, %C&A"],
];

function make(tag, className = "", text = "", attributes = {}) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function draw(tag, attributes = {}, text = "") {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
}

class Board {
  constructor(model, element) {
    this.model = model;
    this.id = `vsm-${token(6)}`;
    this.kept = new Kept(model.get("engagement_key"));
    this.state = JSON.parse(model.get("shown") || "{}");
    this.boxes = new Map(); this.lanes = []; this.selected = null; this.mode = null; this.zoom = 1; this.fit = true; this.whole = false;
    this.pending = new Set(); this.drawn = 0; this.expected = new Map(); this.late = []; this.shownStage = 0;
    this.build(element);
    this.line = new Line(model, this.kept, { lock: () => this.lock(), unlock: () => this.unlock() });
    this.onState = () => { this.line.listen(); this.update(); };
    model.on("change:shown", this.onState);
    this.update();
    this.observer = new ResizeObserver(() => this.resized());
    this.observer.observe(this.root);
    this.onFullscreen = () => this.resized();
    document.addEventListener("fullscreenchange", this.onFullscreen);
    this.offerWhatWasKept();
  }
  close() {
    this.line.close();
    this.model.off("change:shown", this.onState);
    this.observer.disconnect();
    document.removeEventListener("fullscreenchange", this.onFullscreen);
  }

  // ---- building ----
  build(element) {
    this.root = make("section", "vsm-board", "", {
      role: "application", "aria-label": "Map board", tabindex: "-1", "data-lm-suppress-shortcuts": "true",
    });
    this.title = make("h2", "vsm-title", "", { title: "The name of the stream is changed in the charter, notebook 00" });
    this.saved = make("span", "vsm-saved", "", { role: "status" });
    this.tools = make("div", "vsm-tools", "", { role: "toolbar", "aria-label": "Map" });
    this.toolButtons = new Map();
    for (const [name, word, key, words] of TOOLS) {
      const button = make("button", "vsm-tool", word, { type: "button", title: `${words} (${key})`, "aria-label": `${words}` });
      button.addEventListener("click", () => this.use(name));
      this.tools.append(button); this.toolButtons.set(name, button);
    }
    const top = make("header", "vsm-top"); top.append(this.title, this.saved, this.tools);
    this.alarm = make("p", "vsm-alarm", "", { role: "alert" }); this.alarm.hidden = true;
    this.notice = make("div", "vsm-notice", "", { role: "status" }); this.notice.hidden = true;
    this.history = this.buildHistory();
    this.view = make("div", "vsm-view");
    this.stage = make("div", "vsm-stage");
    this.lines = draw("svg", { class: "vsm-lines", "aria-hidden": "true" });
    this.laneLayer = make("div"); this.boxLayer = make("div", "", "", { role: "group", "aria-label": "Steps" });
    this.photoLayer = make("div", "vsm-photo-layer");
    this.stage.append(this.laneLayer, this.photoLayer, this.lines, this.boxLayer);
    this.view.append(this.stage);
    this.strip = make("div", "vsm-strip", "", { role: "group", "aria-label": "Stages from idea to support" });
    this.photo = new Photo(this);
    const middle = make("div", "vsm-middle"); middle.append(this.photo.pane, this.view);
    this.teamList = make("datalist", "", "", { id: `${this.id}-teams` });
    this.form = new Form(this);
    this.ladder = make("div", "vsm-ladder", "", { role: "img", title: "Lengths follow the hours; short ones are widened to hold their text" });
    this.totals = make("dl", "vsm-totals");
    this.keys = make("dl", "vsm-keys"); this.keys.hidden = true;
    for (const [key, words] of KEYS) {
      const pair = make("div", "vsm-key");
      pair.append(make("dt", "", key), make("dd", "", words));
      this.keys.append(pair);
    }
    const overMap = make("div", "vsm-over-map"); overMap.append(this.keys);
    this.live = make("div", "vsm-live", "", { "aria-live": "polite" });
    const bottom = make("div", "vsm-bottom"); bottom.append(this.form.element, this.ladder, this.totals);
    this.root.append(top, this.alarm, this.notice, this.history, overMap, this.strip, middle, bottom, this.teamList, this.live);
    element.append(this.root);
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    for (const kind of ["keyup", "keypress"]) this.root.addEventListener(kind, (event) => event.stopPropagation());
    this.root.addEventListener("paste", (event) => this.onPaste(event));
    this.view.addEventListener("pointerdown", (event) => this.onPointerDown(event));
    this.lines.addEventListener("click", (event) => this.onLabel(event));
    this.view.addEventListener("dblclick", (event) => this.onDoubleClick(event));
  }
  buildHistory() {
    const box = make("div", "vsm-history"); box.hidden = true;
    this.slider = make("input", "", "", { type: "range", min: "0", "aria-label": "Edits shown" });
    this.slider.addEventListener("input", () => this.line.ask({ kind: "look", count: Number(this.slider.value) }));
    this.historyWords = make("span", "vsm-history-words");
    const back = make("button", "", "Back to now", { type: "button" });
    back.addEventListener("click", () => this.leaveHistory());
    box.append(this.slider, this.historyWords, back);
    return box;
  }

  // ---- showing ----
  update() {
    const before = this.state;
    this.state = JSON.parse(this.model.get("shown") || "{}");
    const state = this.state;
    if (!state.lanes) return;
    this.root.setAttribute("aria-label", `Map board: ${state.title}`);
    this.root.classList.toggle("vsm-past", state.replay !== null);
    this.title.textContent = state.title;
    this.toolButtons.get("undo").disabled = !state.can_undo || state.replay !== null;
    this.toolButtons.get("redo").disabled = !state.can_redo || state.replay !== null;
    this.teamList.replaceChildren(...state.teams.map((team) => { const option = make("option"); option.value = team; return option; }));
    this.showStrip(); this.photo.show(); this.showLanes(); this.showBoxes(); this.showLines(before); this.showLadder(); this.showTotals(); this.showHistory();
    this.showProblems();
    this.place();
    this.root.dataset.drawn = String(++this.drawn);
    if (this.drawn > 1) this.announceLater();
  }
  showStrip() {
    const same = JSON.stringify(this.state.stages) + this.shownStage;
    if (this.shownStrip === same) return;
    this.shownStrip = same;
    this.strip.replaceChildren(...this.state.stages.map((stage, place) => this.newStage(stage, place + 1)));
  }
  newStage({ label, names }, number) {
    const cell = make("button", `vsm-stage-cell${names.length ? "" : " vsm-stage-empty"}`, "", {
      type: "button", "data-stage": number, "aria-pressed": String(this.shownStage === number),
      title: names.length ? `${label}: ${names.join(", ")}` : `No step is in ${label} yet`,
      "aria-label": `${number} ${label}: ${names.length ? names.join(", ") : "no step yet"}`,
    });
    cell.append(make("span", "vsm-stage-number", String(number)), make("span", "vsm-stage-name", label),
      make("span", "vsm-stage-steps", names.length ? names.join(" · ") : "no step yet"));
    cell.addEventListener("click", () => { this.shownStage = this.shownStage === number ? 0 : number; this.showStrip(); this.markSelected(); });
    return cell;
  }
  setStage(number) {
    const step = this.stepOf(this.selected);
    if (!step) { this.tell("Select a step first, then press 1 to 7 for its stage."); return; }
    if (this.cannotChange()) return;
    this.change({ kind: "edit", step: step.id, fields: { stage: this.state.stages[number - 1]?.words ?? "" } });
    this.say(`${step.name.join(" ")}: ${this.state.stages[number - 1]?.label ?? "no stage"}`);
  }
  showLanes() {
    const state = this.state;
    const lanes = state.lanes.length ? state.lanes : [{ team: "", label: "first team", y: 0, height: 120, home: false }];
    const same = lanes.map((lane) => `${lane.home} ${lane.label}`).join("\n") + `\n${state.steps.length === 0}`;
    if (this.shownLanes !== same) {
      const focused = document.activeElement?.dataset?.addTo;
      this.shownLanes = same;
      this.laneLayer.replaceChildren(...lanes.map((lane) => this.newLane(lane)));
      for (const add of this.laneLayer.querySelectorAll(".vsm-add")) if (add.dataset.addTo === focused) add.focus();
    }
    lanes.forEach((lane, number) => {
      const row = this.laneLayer.children[number];
      row.style.top = `${lane.y + 1}px`; row.style.height = `${lane.height - 2}px`;
      row.firstChild.style.width = `${state.left - 16}px`;
    });
  }
  newLane(lane) {
    const row = make("div", `vsm-lane${lane.home ? " vsm-home" : ""}`);
    row.dataset.team = lane.team;
    const head = make("div", "vsm-lane-head");
    const add = make("button", "vsm-add", "+", { type: "button", "aria-label": `Add a step of ${lane.label}`, title: "Add a step here" });
    add.dataset.addTo = lane.team;
    add.addEventListener("click", () => this.openNew({ after: this.selected ?? this.lastId(), team: lane.team }));
    head.append(make("span", "vsm-lane-name", lane.label, { title: lane.label }), ...(lane.home ? [make("span", "vsm-lane-note", "home team")] : []));
    row.append(head, add);
    if (!this.state.steps.length) row.append(make("p", "vsm-empty", "Press n and type the first step: what starts the work? Or paste rows copied from a spreadsheet, or press w to type from a photo of the wall."));
    return row;
  }
  showBoxes() {
    const there = new Set();
    for (const step of this.state.steps) {
      if (there.has(step.id)) continue;
      there.add(step.id);
      let box = this.boxes.get(step.id);
      if (!box) {
        box = this.newBox(step.id);
        this.boxes.set(step.id, box);
        this.boxLayer.append(box);
      }
      this.fillBox(box, step);
    }
    for (const [id, box] of this.boxes) {
      if (there.has(id)) continue;
      // The keyboard stays on the board when the step it was on goes away.
      if (box === document.activeElement) this.root.focus({ preventScroll: true });
      box.remove(); this.boxes.delete(id);
    }
    if (!this.boxes.has(this.selected)) this.selected = null;
    for (const id of this.expected.keys()) if (this.boxes.has(id)) this.expected.delete(id);
    if (this.wanted && this.boxes.has(this.wanted)) { this.selected = this.wanted; this.wanted = null; }
    this.markSelected();
  }
  newBox(id) {
    const box = make("div", "vsm-box", "", { role: "button", tabindex: "-1" });
    box.dataset.step = id;
    box.append(make("span", "vsm-box-name"), make("span", "vsm-box-numbers"), make("span", "vsm-box-stage", "", { "aria-hidden": "true" }), make("span", "vsm-handle", "", { "aria-hidden": "true", title: "Drag to draw a line" }));
    box.addEventListener("focus", () => { if (!this.mode) this.select(id); });
    return box;
  }
  fillBox(box, step) {
    const shape = `${step.x},${step.y},${step.width},${step.height}`;
    if (box.dataset.shape !== shape) {
      box.dataset.shape = shape;
      Object.assign(box.style, { left: `${step.x}px`, top: `${step.y}px`, width: `${step.width}px`, height: `${step.height}px` });
    }
    box.classList.toggle("vsm-critical", step.critical);
    box.dataset.stage = String(step.stage);
    const texts = [step.label, step.stage, step.name_size, step.number_size, ...step.name, ...step.numbers].join("|");
    if (box.dataset.texts === texts) return;
    box.dataset.texts = texts;
    box.setAttribute("aria-label", step.label);
    box.title = step.label;
    const [name, numbers, stage] = box.children;
    stage.textContent = step.stage ? String(step.stage) : "";
    name.style.fontSize = `${step.name_size}px`;
    name.replaceChildren(...step.name.map((line) => make("span", "", line)));
    numbers.style.fontSize = `${step.number_size}px`;
    numbers.replaceChildren(...step.numbers.map((line) => make("span", "", line)));
  }
  showLines(before) {
    const state = this.state;
    this.lines.setAttribute("width", state.width); this.lines.setAttribute("height", state.height);
    const crossed = new Set((before?.edges ?? []).filter((edge) => edge.crossing).map((edge) => `${edge.from}>${edge.to}`));
    const parts = [], labels = [];
    for (const edge of [...state.edges].sort((one, other) => Number(one.critical) - Number(other.critical))) {
      const isNew = edge.crossing && this.drawn > 0 && !crossed.has(`${edge.from}>${edge.to}`);
      const kind = edge.crossing ? `vsm-handoff vsm-${edge.empowerment || "unclassified"}` : "vsm-flow";
      const group = draw("g", { class: `${kind}${edge.critical ? " vsm-on-path" : ""}${isNew ? " vsm-lit" : ""}`, "data-edge": `${edge.from}>${edge.to}` });
      const way = edge.points.map((point, number) => `${number ? "L" : "M"}${point[0]} ${point[1]}`).join("");
      if (edge.critical) group.append(draw("path", { d: way, class: "vsm-casing" }));
      group.append(draw("path", { d: way, class: "vsm-way" }));
      const [x, y] = edge.points.at(-1);
      group.append(draw("path", { d: `M${x - 13} ${y - 8}L${x} ${y}L${x - 13} ${y + 8}Z`, class: "vsm-head" }));
      const title = draw("title", {}, edge.crossing ? edge.words : "");
      if (edge.crossing) group.prepend(title);
      parts.push(group);
      if (edge.crossing && !labels.some((one) => one.to === edge.to && Math.hypot(one.x - edge.label_at[0], one.y - edge.label_at[1]) < 22)) {
        labels.push({ to: edge.to, x: edge.label_at[0], y: edge.label_at[1], edge, isNew });
      }
    }
    for (const split of state.splits) parts.push(...this.splitLabels(split));
    for (const loop of state.loops) {
      const group = draw("g", { class: "vsm-loop", "data-loop": `${loop.from}>${loop.to}` });
      const way = loop.points.map((point, number) => `${number ? "L" : "M"}${point[0]} ${point[1]}`).join("");
      const [x, y] = loop.points.at(-1), up = y < loop.points.at(-2)[1] ? 11 : -11;
      group.append(draw("title", {}, loop.reason), draw("path", { d: way, class: "vsm-way" }),
        draw("path", { d: `M${x - 7} ${y + up}L${x} ${y}L${x + 7} ${y + up}Z`, class: "vsm-head" }));
      parts.push(group);
    }
    for (const loop of state.loops) parts.push(this.pill(loop.label_at[0], loop.label_at[1], loop.text, "vsm-loop-label", { "data-loop": `${loop.from}>${loop.to}` }, loop.reason || "Rework: click to change it (r)"));
    for (const { x, y, edge, isNew } of labels) {
      const badge = draw("g", { class: `vsm-badge vsm-${edge.empowerment || "unclassified"}${isNew ? " vsm-lit" : ""}` });
      badge.append(draw("circle", { cx: x, cy: y, r: 12 }), draw("text", { x, y: y + 5.5 }, edge.letter));
      parts.push(badge);
    }
    this.lines.replaceChildren(...parts);
  }
  splitLabels(split) {
    const mark = { "data-split": split.step }, words = "How the work divides here: click to change it (x)";
    const edges = split.branches.map(({ to }) => this.state.edges.find((edge) => edge.from === split.step && edge.to === to)).filter(Boolean);
    const box = this.stepOf(split.step);
    if (!box || !edges.length) return [];
    const label = split.one_of ? "" : "all run";
    const labels = edges.filter((edge) => edge.share || split.wrong).map((edge) => this.pill(edge.points.at(-1)[0] - 30, edge.points.at(-1)[1] - 15, edge.share || "? %", `vsm-share${split.wrong ? " vsm-share-wrong" : ""}`, mark, words));
    return label ? [this.pill(edges[0].points[0][0] + 4, box.y - 13, label, "vsm-share", mark, words)] : labels;
  }
  pill(x, y, text, className, attributes = {}, words = "") {
    const group = draw("g", { class: className, ...attributes });
    const width = 14 + text.length * 8.5;
    group.append(draw("title", {}, words), draw("rect", { x: x - width / 2, y: y - 11, width, height: 22, rx: 11 }), draw("text", { x, y: y + 5 }, text));
    return group;
  }
  onLabel(event) {
    const label = event.target.closest("[data-split], .vsm-loop-label");
    if (!label || this.mode) return;
    if (label.dataset.split) { this.select(label.dataset.split); this.openSplit(label.dataset.split); }
    else { const [from, to] = label.dataset.loop.split(">"); this.select(from); this.openLoop(from, to); }
  }
  showLadder() {
    const rungs = this.state.ladder;
    this.ladder.hidden = !rungs.length;
    this.ladder.setAttribute("aria-label", `Time ladder. ${rungs.map((rung) => `${rung.name}: wait ${rung.wait_text}, work ${rung.work_text}`).join("; ")}`);
    this.ladder.style.setProperty("--vsm-rungs", String(2 * rungs.length));
    const total = rungs.reduce((sum, rung) => sum + (rung.wait ?? 0) + (rung.delay ?? 0) + (rung.work ?? 0), 0) || 1;
    const part = (kind, hours, text, name) => {
      const piece = make("span", `vsm-rung vsm-${kind}${hours === null ? " vsm-unknown" : ""}`, text, { title: `${name}: ${kind} ${text}` });
      piece.style.flexGrow = String(Math.max(0.002, (hours ?? 0) / total));
      return piece;
    };
    this.ladder.replaceChildren(...rungs.flatMap((rung) => [
      part("wait", rung.wait, rung.wait_text, rung.name),
      part("work", rung.work === null ? null : rung.work + (rung.delay ?? 0), rung.work_text, rung.name),
    ]));
  }
  showTotals() {
    this.totals.replaceChildren(...this.state.totals.map((total) => {
      const tile = make("div", `vsm-total vsm-total-${total.key}`);
      tile.append(make("dt", "", total.label), make("dd", "vsm-value", total.value), make("dd", "vsm-small", total.note));
      return tile;
    }));
  }
  showHistory() {
    const { replay, edits } = this.state;
    this.slider.max = String(edits);
    if (document.activeElement !== this.slider) this.slider.value = String(replay ?? edits);
    if (replay !== null) this.history.hidden = false;
    this.historyWords.textContent = replay === null ? `${edits} edits so far` : `you are looking at the map after ${replay} of ${edits} edits`;
    if (replay !== null && this.form.target) this.form.close();
  }
  showProblems() {
    const lines = [this.state.problem, ...(this.state.conflicts ?? [])].filter(Boolean);
    if (!this.line?.locked) { this.alarm.hidden = !lines.length; this.alarm.textContent = lines.join(" "); }
  }

  // ---- size ----
  isFull() { return document.fullscreenElement === this.root; }
  room() {
    // What is left for the map beside everything else on the board; the form may push it aside for a while.
    const others = Array.from(this.root.children, (each) => (each === this.view.parentElement ? 0 : each.offsetHeight + 6)).reduce((sum, each) => sum + each, 0);
    return Math.max(180, window.innerHeight - (this.isFull() ? 24 : 136) - others + (this.form.element.offsetHeight || 0));
  }
  resized() {
    const width = Math.floor(this.view.clientWidth), height = Math.floor(this.room());
    const asked = this.asked ?? [0, 0];
    if (width > 200 && !this.form.target && (Math.abs(width - asked[0]) > 6 || Math.abs(height - asked[1]) > 12)) {
      this.asked = [width, height];
      clearTimeout(this.sizeTimer);
      this.sizeTimer = setTimeout(() => this.line.post({ kind: "size", width, height, whole: this.whole }), 60);
    }
    this.place();
  }
  place() {
    const { width, height } = this.state;
    const across = (this.view.clientWidth || width) - 1;
    // A map that would lose only the edge of its last lane is better shown whole.
    const wide = across / width, tall = this.room() / height;
    if (this.fit) this.zoom = Math.min(1.3, wide, this.whole || tall > 0.9 * wide ? tall : Infinity);
    this.stage.style.width = `${width}px`; this.stage.style.height = `${height}px`;
    this.stage.style.transform = `scale(${this.zoom})`;
    this.stage.style.marginBottom = `${height * (this.zoom - 1)}px`; this.stage.style.marginRight = `${width * (this.zoom - 1)}px`;
    this.root.style.maxHeight = this.isFull() ? "" : `${window.innerHeight - 136}px`;
  }

  // ---- selecting ----
  lastId() { return this.state.steps.at(-1)?.id ?? null; }
  stepOf(id) { return this.state.steps.find((step) => step.id === id) ?? null; }
  select(id) {
    if (this.mode) { this.mode.target = id; } else this.selected = id;
    this.markSelected();
  }
  markSelected() {
    const stop = this.mode?.target ?? this.selected ?? this.state.steps[0]?.id;
    for (const [id, box] of this.boxes) {
      box.classList.toggle("vsm-selected", id === this.selected);
      box.classList.toggle("vsm-aimed", id === this.mode?.target);
      box.classList.toggle("vsm-aside", this.shownStage > 0 && box.dataset.stage !== String(this.shownStage));
      box.setAttribute("aria-pressed", String(id === this.selected));
      box.tabIndex = id === stop ? 0 : -1;
    }
  }
  focusOn(id) {
    const box = this.boxes.get(id);
    if (box) { this.select(id); box.focus({ preventScroll: true }); box.scrollIntoView({ block: "nearest", inline: "nearest" }); }
    else if (id) { this.wanted = id; this.root.focus({ preventScroll: true }); }
    else this.root.focus({ preventScroll: true });
  }
  neighbour(id, key) {
    const steps = this.state.steps, here = this.stepOf(id);
    if (!here) return steps[0]?.id ?? null;
    const place = steps.indexOf(here);
    if (key === "Home") return steps[0].id;
    if (key === "End") return steps.at(-1).id;
    if (key === "PageDown") return steps[Math.min(steps.length - 1, place + 1)].id;
    if (key === "PageUp") return steps[Math.max(0, place - 1)].id;
    const sideways = key === "ArrowLeft" || key === "ArrowRight", sign = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
    let best = null, least = Infinity;
    for (const step of steps) {
      const across = step.x - here.x, down = step.y + step.height / 2 - here.y - here.height / 2;
      const ahead = (sideways ? across : down) * sign;
      if (step === here || ahead < 1) continue;
      const linked = sideways && this.state.edges.some((edge) => [edge.from, edge.to].includes(id) && [edge.from, edge.to].includes(step.id));
      const cost = sideways ? ahead * 3 + Math.abs(down) - (linked ? 1000 : 0) : ahead + Math.abs(across) * 2;
      if (cost < least) { least = cost; best = step.id; }
    }
    return best ?? id;
  }

  // ---- keys ----
  onKey(event) {
    event.stopPropagation();
    if (event.defaultPrevented) return;
    const inField = event.target.closest("input, select, textarea");
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key.toLowerCase() === "z" && !inField) { event.preventDefault(); this.use(event.shiftKey ? "redo" : "undo"); return; }
    if (inField) { if (event.key === "Escape" && inField === this.slider) this.leaveHistory(); return; }
    if (event.target.tagName === "BUTTON" && (event.key === "Enter" || event.key === " ")) return;
    if (this.form.target && event.key === "Escape") { this.form.close(); return; }
    if (event.key.startsWith("Arrow") || ["Home", "End", "PageUp", "PageDown"].includes(event.key)) { event.preventDefault(); this.onArrow(event); return; }
    if (ctrl || event.altKey) return;
    if (/^[0-7]$/.test(event.key)) { event.preventDefault(); this.setStage(Number(event.key)); return; }
    const action = { n: "add", b: "branch", e: "edge", r: "loop", x: "split", w: "photo", f: "fit", "+": "larger", "=": "larger", "-": "smaller", h: "history", p: "present", "?": "help", Delete: "remove", Backspace: "remove", Enter: "enter", " ": "enter", Escape: "escape" }[event.key];
    if (action) { event.preventDefault(); this.use(action); }
  }
  onArrow(event) {
    const from = this.mode?.target ?? this.selected;
    if ((event.shiftKey || event.ctrlKey || event.metaKey) && !this.mode && this.selected) { this.shift(event.key); return; }
    this.focusOn(this.neighbour(from, event.key));
    if (this.mode) this.say(this.stepOf(this.mode.target)?.name.join(" ") ?? "");
  }
  shift(key) {
    const id = this.selected, here = this.stepOf(id);
    if (!here || this.cannotChange()) return;
    if (key === "ArrowUp" || key === "ArrowDown") {
      const lane = this.state.lanes[here.lane + (key === "ArrowDown" ? 1 : -1)];
      if (lane) this.change({ kind: "move", step: id, team: lane.team });
      return;
    }
    const isRight = key === "ArrowRight";
    const edge = this.state.edges.find((each) => (isRight ? each.from : each.to) === id);
    if (edge) this.change(isRight ? { kind: "move", step: id, after: edge.to } : { kind: "move", step: id, before: edge.from });
  }
  use(action) {
    const actions = {
      add: () => this.openNew({ after: this.selected ?? this.lastId() }),
      branch: () => this.selected && this.openNew({ after: this.selected, branch: true }),
      edge: () => this.aim("edge"), loop: () => this.aim("loop"), split: () => this.openSplit(this.selected), photo: () => this.photo.toggle(),
      undo: () => this.change({ kind: "undo" }), redo: () => this.change({ kind: "redo" }),
      fit: () => { this.whole = this.fit ? !this.whole : true; this.fit = true; this.asked = null; this.resized(); },
      larger: () => this.setZoom(1.15), smaller: () => this.setZoom(1 / 1.15),
      history: () => this.toggleHistory(), present: () => this.present(),
      help: () => { this.keys.hidden = !this.keys.hidden; },
      remove: () => this.remove(), enter: () => (this.mode ? this.hit() : this.openEdit(this.selected)),
      escape: () => { if (!this.keys.hidden) { this.keys.hidden = true; return; } if (this.mode) this.endAim(); else if (this.state.replay !== null) this.leaveHistory(); this.notice.hidden = true; },
    };
    if (this.cannotChange() && ["add", "branch", "edge", "loop", "split", "undo", "redo", "remove", "enter"].includes(action)) return;
    actions[action]();
  }
  cannotChange() {
    if (this.line.locked) { this.say(LOCKED); return true; }
    if (this.state.replay !== null) { this.tell("You are looking at an earlier map. Go back to now to change it."); return true; }
    return false;
  }
  setZoom(factor) { this.fit = false; this.zoom = Math.max(0.3, Math.min(3, this.zoom * factor)); this.place(); }
  present() {
    if (document.fullscreenElement) document.exitFullscreen(); else this.root.requestFullscreen?.().then(() => this.resized()).catch(() => {});
  }
  toggleHistory() {
    this.history.hidden = !this.history.hidden;
    if (!this.history.hidden) this.slider.focus(); else this.leaveHistory();
  }
  leaveHistory() { this.history.hidden = true; this.line.ask({ kind: "look", count: null }); this.focusOn(this.selected); }

  // ---- editing ----
  newId() { return `S${String(this.state.steps.length + this.expected.size + 1).padStart(2, "0")}-${token(4)}`; }
  expect(id, name) { this.expected.set(id, name.trim()); this.wanted = id; }
  nameOf(id) { return this.stepOf(id)?.name.join(" ") ?? this.expected.get(id) ?? ""; }
  openNew({ after, branch = false, team = "", texts = {} }) {
    if (this.cannotChange()) return;
    const before = this.nameOf(after);
    this.form.open({
      kind: "new", step: null, after, branch, texts: {},
      hint: branch ? "Both ways run every time, unless you say that an item takes one of them: press x on the step before." : "",
      title: before ? `New ${branch ? "branch" : "step"} after ${before}` : "First step",
      buttons: [["Save, next step", () => this.form.accept()], ["Done", () => this.form.accept({ andNext: false })], ["Cancel", () => this.form.close()]],
    }, team ? { team, ...texts } : texts);
  }
  openEdit(id, texts = {}, focus = undefined) {
    const step = this.stepOf(id);
    if (!step || this.cannotChange()) return;
    this.select(id);
    this.form.open({
      kind: "edit", step: id, texts: { ...step.fields }, title: `Step: ${step.name.join(" ")}`, focus,
      buttons: [["Done", () => this.form.accept()], ["Remove step", () => { this.form.close(); this.remove(id); }], ["Cancel", () => this.form.close()]],
    }, texts);
  }
  openLoop(from, to, texts = {}) {
    if (this.cannotChange()) return;
    const loop = this.state.loops.find((each) => each.from === from && each.to === to);
    const remove = () => { this.form.close(); this.change({ kind: "loop", from, to, present: false }); };
    this.form.open({
      kind: "loop", from, to, fields: LOOP_FIELDS, texts: loop ? { probability: loop.probability, redo_share: loop.redo_share, reason: loop.reason } : {},
      title: `Rework: ${this.nameOf(from)} sends back to ${this.nameOf(to)}`,
      hint: "Sent back: of 100 items, how many? Done again: how much of the work is repeated each time; left empty, a quarter to all of it is assumed.",
      request: (typed) => ({ kind: "loop", from, to, present: true, ...typed }),
      buttons: [["Done", () => this.form.accept()], ...(loop ? [["Remove loop", remove]] : []), ["Cancel", () => this.form.close()]],
    }, texts);
  }
  openSplit(id, texts = {}) {
    if (this.cannotChange()) return;
    if (!id) { this.tell("Select a step first."); return; }
    const split = this.state.splits.find((each) => each.step === id);
    if (!split) { this.tell(`Fewer than two lines leave ${this.nameOf(id)}. Draw another one first: b for a new step beside, e for a line.`); return; }
    this.select(id);
    this.form.open({
      kind: "split", step: id, focus: split.one_of ? `to:${split.branches[0].to}` : "runs",
      fields: [["runs", "Which branches run?", ""], ...split.branches.map(({ to, name }) => [`to:${to}`, `to ${name}`, "of 100 items"])],
      texts: { runs: split.one_of ? ONE_OF : ALL_RUN, ...Object.fromEntries(split.branches.map(({ to, share }) => [`to:${to}`, share])) },
      title: `After ${this.nameOf(id)}: where does an item go?`,
      hint: "All of them: the work waits for the slowest branch. One of them: say for each how many of 100 items take it; the one left empty gets the rest.",
      request: (typed) => ({
        kind: "split", step: id, one_of: typed.runs === ONE_OF,
        shares: Object.fromEntries(split.branches.map(({ to }) => [to, typed[`to:${to}`]])),
      }),
      buttons: [["Done", () => this.form.accept()], ["Cancel", () => this.form.close()]],
    }, texts);
  }
  async remove(id = this.selected) {
    const step = this.stepOf(id);
    if (!step) return;
    const next = this.neighbour(id, "ArrowLeft");
    const answer = await this.change({ kind: "remove", step: id });
    if (answer.problem) return;
    this.tell(`Removed ${step.name.join(" ")}.`, [["Undo", () => { this.change({ kind: "undo" }); this.notice.hidden = true; this.focusOn(id); }]]);
    this.focusOn(next === id ? this.state.steps[0]?.id ?? null : next);
  }
  aim(kind) {
    if (!this.selected) { this.tell("Select a step first."); return; }
    const loop = kind === "loop" && this.state.loops.find((each) => each.from === this.selected);
    this.mode = { kind, from: this.selected, target: loop ? loop.to : this.selected };
    this.root.classList.add("vsm-aiming");
    const name = this.stepOf(this.selected).name.join(" ");
    this.tell(kind === "edge" ? `Line from ${name}: choose the other step with the arrows, Enter to draw it or take it away, Esc to cancel.`
      : `Rework from ${name}: choose the step it goes back to, Enter, Esc to cancel.`);
    this.markSelected();
    this.boxes.get(this.mode.target)?.focus();
  }
  hit() {
    const { kind, from, target } = this.mode;
    this.endAim();
    if (target === from) return;
    if (kind === "edge") this.toggleEdge(from, target); else this.openLoop(from, target);
  }
  endAim() {
    const from = this.mode.from;
    this.mode = null; this.notice.hidden = true; this.root.classList.remove("vsm-aiming");
    this.focusOn(from);
  }
  toggleEdge(from, to) {
    const present = !this.state.edges.some((edge) => edge.from === from && edge.to === to);
    return this.change({ kind: "edge", from, to, present });
  }
  async change(request) {
    const answering = this.line.ask(request, { keep: CHANGES.has(request.kind) });
    this.pending.add(answering);
    this.mark();
    const answer = await answering;
    this.pending.delete(answering);
    this.wrong = answer.problem ? "not saved" : Object.keys(answer.problems ?? {}).length ? "not all saved" : "";
    this.mark();
    if (answer.problem && !this.form.target) this.tell(answer.problem);
    return answer;
  }
  mark() {
    // Says what is true of everything typed so far; a kernel that works on something else is no alarm.
    clearTimeout(this.markTimer);
    if (this.line.locked) return;
    const waiting = this.pending.size;
    const say = (words, kind) => { this.saved.textContent = words; this.saved.className = `vsm-saved ${kind}`; };
    if (!waiting) { say(this.wrong || "saved", this.wrong ? "vsm-not-saved" : "vsm-is-saved"); return; }
    say("saving…", "vsm-saving");
    this.markTimer = setTimeout(() => {
      const edits = waiting === 1 ? "1 edit" : `${waiting} edits`;
      say(this.line.isBusy() ? `${edits} not saved yet: the notebook is busy, type on` : `${edits} not saved yet…`, "vsm-saving");
    }, this.saved.textContent.includes("not saved yet") ? 0 : SLOW);
  }
  tellLate(target, fields, answer) {
    // The answer came after the form had moved on: what could not be read is offered again, nothing is thrown away.
    if (!answer.problem && !Object.keys(answer.problems ?? {}).length) return true;
    this.late.push({ target, answer, texts: answer.problem ? fields : Object.fromEntries(Object.keys(answer.problems).map((name) => [name, fields[name]])) });
    this.offerLate();
    return false;
  }
  offerLate() {
    const [{ target, answer, texts } = {}] = this.late;
    if (!target) return;
    const name = (target.kind === "new" && this.nameOf(target.step)) || target.title, rest = this.late.length > 1 ? ` (and ${this.late.length - 1} more)` : "";
    const next = () => { this.late.shift(); this.notice.hidden = true; this.offerLate(); };
    this.tell(`${name}: ${[answer.problem, ...Object.values(answer.problems ?? {})].filter(Boolean).join(" ")}${rest}`, [
      ["Mend it", () => { next(); this.reopen(target, texts); }], ["Leave it", next],
    ]);
  }
  reopen(target, texts) {
    if (target.kind === "loop") this.openLoop(target.from, target.to, texts);
    else if (target.kind === "split") this.openSplit(target.step, texts);
    else if (target.step && this.stepOf(target.step)) this.openEdit(target.step, texts, Object.keys(texts)[0]);
    else this.openNew({ after: this.stepOf(target.after) ? target.after : this.lastId(), branch: target.branch, texts });
    this.form.keep();
  }
  async settled() { while (this.pending.size) await Promise.all(this.pending); }
  async onPaste(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const inField = event.target.closest("input, select, textarea");
    event.stopPropagation();
    const picture = Array.from(event.clipboardData?.files ?? []).find((file) => file.type.startsWith("image/"));
    if (picture && !inField) { event.preventDefault(); this.photo.take(picture); return; }
    if (!text.includes("\t") && (inField || !text.trim().includes("\n"))) return;
    event.preventDefault();
    if (this.cannotChange()) return;
    const after = this.form.target?.step ?? this.form.target?.after ?? this.selected ?? this.lastId();
    if (this.form.target) this.form.close();
    const count = text.split(/\r\n|\r|\n/).length;
    const steps = Array.from({ length: count }, (_, number) => `S${String(this.state.steps.length + number + 1).padStart(2, "0")}-${token(4)}`);
    const answer = await this.change({ kind: "paste", text, after, steps });
    if (answer.added) { this.tell(`Added ${answer.added} steps.`, [["Undo", () => { this.change({ kind: "undo" }); this.notice.hidden = true; }]]); this.focusOn(answer.step); }
  }

  // ---- mouse ----
  at(event) {
    const frame = this.stage.getBoundingClientRect();
    return [(event.clientX - frame.left) / this.zoom, (event.clientY - frame.top) / this.zoom];
  }
  boxUnder(event) {
    return document.elementsFromPoint(event.clientX, event.clientY).map((each) => each.closest?.(".vsm-box")).find((box) => box && this.root.contains(box) && !box.classList.contains("vsm-dragged"));
  }
  onDoubleClick(event) {
    const box = event.target.closest(".vsm-box");
    if (box) this.openEdit(box.dataset.step);
  }
  onPointerDown(event) {
    const box = event.target.closest(".vsm-box");
    if (!box || event.button !== 0) return;
    const id = box.dataset.step;
    if (this.mode) { event.preventDefault(); this.mode.target = id; this.hit(); return; }
    event.preventDefault(); event.stopPropagation();
    if (!this.form.target) this.focusOn(id); else this.select(id);
    if (this.cannotChange()) return;
    const start = [event.clientX, event.clientY];
    const drag = event.target.closest(".vsm-handle") ? this.dragLine(id) : this.dragBox(id, box);
    let moved = false;
    const onMove = (move) => {
      if (!moved && Math.hypot(move.clientX - start[0], move.clientY - start[1]) < 6) return;
      moved = true;
      drag.move(move, (move.clientX - start[0]) / this.zoom, (move.clientY - start[1]) / this.zoom);
    };
    const onUp = (up) => {
      removeEventListener("pointermove", onMove, true); removeEventListener("pointerup", onUp, true); removeEventListener("pointercancel", onUp, true);
      drag.end(moved && up.type === "pointerup" ? up : null);
    };
    addEventListener("pointermove", onMove, true); addEventListener("pointerup", onUp, true); addEventListener("pointercancel", onUp, true);
  }
  dragBox(id, box) {
    const here = this.stepOf(id);
    const laneAt = (y) => this.state.lanes.find((lane) => y >= lane.y && y < lane.y + lane.height) ?? null;
    const stageAt = (event) => document.elementsFromPoint(event.clientX, event.clientY).map((each) => each.closest?.(".vsm-stage-cell")).find((cell) => cell && this.root.contains(cell)) ?? null;
    const markStage = (over) => { for (const cell of this.strip.children) cell.classList.toggle("vsm-over", cell === over); };
    const mark = (team) => { for (const row of this.laneLayer.children) row.classList.toggle("vsm-over", team !== null && row.dataset.team === team); };
    return {
      move: (event, across, down) => {
        box.classList.add("vsm-dragged");
        box.style.transform = `translate(${across}px, ${down}px)`;
        const over = stageAt(event);
        markStage(over);
        mark(over ? null : laneAt(this.at(event)[1])?.team ?? null);
      },
      end: (event) => {
        box.classList.remove("vsm-dragged"); box.style.transform = ""; mark(null);
        markStage(null);
        if (!event) return;
        const over = stageAt(event);
        if (over) { this.select(id); this.setStage(Number(over.dataset.stage)); return; }
        const [x, y] = this.at(event), lane = laneAt(y);
        const request = { kind: "move", step: id };
        if (lane && lane.team !== (here.fields.team ?? "")) request.team = lane.team;
        const beside = this.neighbourAt(id, x);
        if (beside) Object.assign(request, beside);
        if (request.team !== undefined || beside) this.change(request);
      },
    };
  }
  neighbourAt(id, x) {
    // Where in the flow a step was dropped; nothing when it stayed in its own column.
    const here = this.stepOf(id), pitch = here.width * 1.2;
    if (Math.abs(x - here.x - here.width / 2) < pitch * 0.75) return null;
    let best = null, least = Infinity;
    for (const step of this.state.steps) {
      const middle = step.x + step.width / 2;
      if (step.id !== id && Math.abs(x - middle) < least) { least = Math.abs(x - middle); best = [step, middle]; }
    }
    if (!best) return null;
    return x < best[1] ? { before: best[0].id } : { after: best[0].id };
  }
  dragLine(id) {
    const here = this.stepOf(id);
    const way = draw("path", { class: "vsm-drawing" });
    return {
      move: (event) => {
        const [x, y] = this.at(event);
        if (!way.isConnected) this.lines.append(way);
        way.setAttribute("d", `M${here.x + here.width} ${here.y + here.height / 2}L${x} ${y}`);
      },
      end: (event) => {
        way.remove();
        const to = event && this.boxUnder(event)?.dataset.step;
        if (to && to !== id) this.change({ kind: "edge", from: id, to, present: true });
      },
    };
  }

  // ---- when the kernel is away ----
  lock() {
    this.root.classList.add("vsm-locked");
    this.alarm.hidden = false; this.alarm.textContent = LOCKED;
    for (const input of this.form.element.querySelectorAll("input")) input.readOnly = true;
    for (const button of this.root.querySelectorAll("button, select")) button.disabled = true;
    this.saved.textContent = "not connected"; this.saved.className = "vsm-saved vsm-not-saved";
  }
  unlock() {
    this.root.classList.remove("vsm-locked");
    this.alarm.hidden = true;
    for (const input of this.form.element.querySelectorAll("input")) input.readOnly = false;
    for (const button of this.root.querySelectorAll("button, select")) button.disabled = false;
    this.saved.textContent = "connected again"; this.saved.className = "vsm-saved";
    clearTimeout(this.markTimer);
    this.markTimer = setTimeout(() => { this.saved.textContent = ""; }, 4000);
    this.pending.clear();
    this.update();
    this.offerUnconfirmed();
  }
  offerWhatWasKept() {
    const typed = this.kept.read("typed");
    if (typed && Object.values(typed.texts ?? {}).some((text) => text.trim())) {
      const words = Object.entries(typed.texts).filter(([name]) => !["stage", "evidence", "runs"].includes(name)).map(([, text]) => text).filter(Boolean).join(", ");
      this.tell(`This was typed and not saved yet: ${words}.`, [
        ["Carry on", () => { this.notice.hidden = true; this.reopen(typed, typed.texts); }],
        ["Drop it", () => { this.kept.write("typed", null); this.notice.hidden = true; this.offerUnconfirmed(); }],
      ]);
    } else this.offerUnconfirmed();
  }
  offerUnconfirmed() {
    const waiting = new Set(this.line.waiting.keys());
    const lost = this.line.unconfirmed().filter((each) => !waiting.has(each.request));
    if (!lost.length || this.form.target) return;
    const count = lost.length === 1 ? "One edit was" : `${lost.length} edits were`;
    this.tell(`${count} sent and not confirmed before the connection was lost.`, [
      ["Send again", async () => {
        this.notice.hidden = true;
        for (const { request, ...content } of this.line.takeUnconfirmed()) await this.change(content);
      }],
      ["Drop", () => { this.line.takeUnconfirmed(); this.notice.hidden = true; }],
    ]);
  }

  // ---- telling ----
  tell(sentence, buttons = []) {
    this.notice.replaceChildren(make("span", "", sentence), ...buttons.map(([word, action]) => {
      const button = make("button", "", word, { type: "button" });
      button.addEventListener("click", action);
      return button;
    }));
    this.notice.hidden = false;
  }
  say(sentence) { this.live.textContent = sentence; }
  announceLater() {
    clearTimeout(this.sayTimer);
    this.sayTimer = setTimeout(() => this.say(this.state.totals.map((total) => `${total.label} ${total.value}`).join(", ")), 500);
  }
}

function render({ model, el }) {
  const board = new Board(model, el);
  return () => board.close();
}

export default { render };
