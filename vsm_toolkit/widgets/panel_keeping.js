// What is typed into a panel and not taken over yet: kept in this browser, marked beside its field, and offered again.

const SLOW = 900;
const TYPED = new Set(["text", "area", "date"]);
const AWAY = "Not connected to the notebook, so nothing can be saved now. What you typed is kept here: run the notebook again, and it is offered to you.";

class Keeping {
  // A text is kept until the panel shows it as its own and no longer as a draft; a private one until it is given.
  constructor(model, root, redraw) {
    this.model = model; this.root = root; this.redraw = redraw;
    const path = model.widget_manager?.context?.path ?? "";
    this.kept = new Kept(`panel:${path}:${model.get("engagement_key")}:${model.get("label")}`);
    this.typed = this.kept.read("typed") ?? {};
    this.offered = new Set(Object.keys(this.typed)); this.asked = new Map(); this.problems = {};
    this.alarm = element("p", { class: "vsm-lines vsm-problem vsm-away", role: "alert", hidden: true });
    this.notice = element("div", { class: "vsm-lines vsm-question vsm-offer", role: "status", hidden: true });
    root.addEventListener("focusin", () => { if (this.line.locked) this.mark(); });
    this.line = new Line(model, this.kept, { lock: () => this.lock(), unlock: () => this.unlock() });
  }
  keyOf({ dataset }) { return JSON.stringify([dataset.block, dataset.row ?? "", dataset.column]); }
  inputs() { return Array.from(this.root.querySelectorAll("[data-column]")); }
  valueOf(input) { return input.type === "checkbox" ? input.checked : input.value; }

  // ---- what is typed ----
  set(key, held) {
    // The storage is read anew: the same panel may stand on the page twice.
    const all = this.kept.read("typed") ?? {};
    if (held) this.typed[key] = all[key] = held;
    else { delete this.typed[key]; delete all[key]; this.offered.delete(key); }
    this.kept.write("typed", Object.keys(all).length ? all : null);
  }
  note(input, typing) {
    const key = this.keyOf(input), value = this.valueOf(input);
    const shown = input.type === "checkbox" ? (value ? "ticked" : "not ticked") : input.selectedOptions?.[0]?.text ?? value;
    const label = input.getAttribute("aria-label") ?? input.labels[0]?.textContent ?? "";
    this.offered.delete(key);
    this.set(key, {
      value, typing, label, words: input.classList.contains("vsm-masked") ? "(hidden)" : shown, isText: TYPED.has(input.dataset.kind),
      private: input.dataset.private !== undefined,
    });
  }
  send(input) {
    const { block, row = "", column, kind } = input.dataset;
    const request = { do: "change", block, row, column, value: this.valueOf(input) };
    if (kind === "range") { this.line.ask(request); return; }
    this.note(input, false);
    if (input.dataset.private !== undefined) return;
    const key = this.keyOf(input), mark = { since: Date.now() };
    this.asked.set(key, mark);
    this.line.ask(request).then(() => {
      if (this.asked.get(key) === mark) this.asked.delete(key);
      this.settle();
    });
  }
  async press(block, row, button) {
    const own = this.inputs().filter((each) => each.dataset.private !== undefined && each.dataset.block === block && each.dataset.row === row);
    if (!own.length) { this.line.ask({ do: "press", block, row, button }); return; }
    const keys = Object.fromEntries(own.map((each) => [each.dataset.column, this.keyOf(each)]));
    const values = Object.fromEntries(Object.entries(keys).map(([column, key]) => [column, this.typed[key]?.value ?? null]));
    const answer = await this.line.ask({ do: "press", block, row, button, private: values });
    for (const [column, key] of Object.entries(keys)) {
      this.problems[key] = answer.problems?.[column] ?? "";
      // What was typed on while the answer was under way is the next answer already.
      if (!answer.refused && (this.typed[key]?.value ?? null) === values[column]) this.set(key, null);
    }
    for (const each of own) each.typing = false;
    this.redraw();
  }

  // ---- what is shown ----
  withOwn(content) {
    // Private fields show what this browser alone knows.
    return content.map((block) => (block.rows ? { ...block, rows: block.rows.map((row) => ({ ...row, cells: this.ownCells(block, row) })) } : block));
  }
  ownCells(block, row) {
    return Object.fromEntries(Object.entries(row.cells).map(([column, cell]) => {
      const key = JSON.stringify([block.name, row.key, column]);
      return [column, cell.private ? { ...cell, value: this.typed[key]?.value ?? cell.value, problem: this.problems[key] ?? "" } : cell];
    }));
  }
  shownCells() {
    const rows = this.model.get("content").flatMap((block) => (block.rows ?? []).map((row) => [block.name, row]));
    return new Map(rows.flatMap(([block, row]) => Object.entries(row.cells).map(([column, cell]) => [JSON.stringify([block, row.key, column]), cell])));
  }
  settle() {
    const cells = this.shownCells();
    for (const [key, held] of Object.entries(this.typed)) {
      const cell = cells.get(key);
      if (held.private || this.asked.has(key)) continue;
      if (this.offered.has(key) && cell?.value === held.value) this.offered.delete(key);
      else if (this.offered.has(key) || held.typing) continue;
      if (!cell?.draft) this.set(key, null);
      else if (!held.taken) this.set(key, { ...held, taken: true });
    }
    this.dropChoices();
    this.offer(cells);
    this.mark();
  }
  dropChoices() {
    // A choice that was taken as a draft is worth offering only beside a text that somebody typed.
    const texts = new Set([...this.offered].filter((key) => this.typed[key].isText && this.typed[key].value).map((key) => JSON.parse(key)[0]));
    for (const key of this.offered) if (this.typed[key].taken && !texts.has(JSON.parse(key)[0])) this.set(key, null);
  }
  offer(cells) {
    const lost = [...this.offered].filter((key) => !this.typed[key].private), here = lost.filter((key) => cells.has(key));
    this.notice.hidden = !lost.length;
    if (!lost.length) return;
    const said = lost.slice(0, 5).map((key) => `${this.typed[key].label}: “${this.typed[key].words.slice(0, 80)}”`).join("; ");
    const rest = lost.length > 5 ? `; and ${lost.length - 5} more` : "";
    const away = here.length < lost.length ? " Some of it belongs to a row that is not open now; open the row to put it back." : "";
    const choice = (label, act) => { const made = element("button", { type: "button", class: "vsm-button" }, label); made.addEventListener("click", act); return made; };
    this.notice.replaceChildren(element("p", {}, `Typed here and not saved yet: ${said}${rest}.${away}`), element("div", { class: "vsm-buttons" },
      here.length ? choice("Put it back", () => this.putBack(here)) : null, choice("Drop it", () => { lost.forEach((key) => this.set(key, null)); this.settle(); })));
  }
  putBack(keys) {
    const inputs = this.inputs().filter((each) => keys.includes(this.keyOf(each)));
    for (const input of inputs) {
      const { value } = this.typed[this.keyOf(input)];
      if (input.type === "checkbox") input.checked = value; else input.value = value;
      if (this.valueOf(input) === value) this.send(input);
    }
    inputs[0].focus();
    this.settle();
  }
  mark() {
    for (const input of this.inputs()) input.parentElement.toggleAttribute("data-unsaved", false);
    for (const input of this.inputs()) {
      const key = this.keyOf(input), asked = this.asked.get(key);
      let words = "";
      if (this.line.locked && this.typed[key]) words = "not saved; kept here";
      else if (this.line.locked && input === document.activeElement) words = "not connected: cannot be changed now";
      else if (asked && Date.now() - asked.since >= SLOW) words = this.line.isBusy() ? "not saved yet: the notebook is busy, type on" : "not saved yet…";
      if (words) input.parentElement.setAttribute("data-unsaved", words);
    }
  }

  // ---- when the kernel is away ----
  lock() {
    this.alarm.textContent = AWAY; this.alarm.hidden = false;
    this.freeze();
    this.mark();
  }
  freeze() {
    if (!this.line.locked) return;
    for (const each of this.root.querySelectorAll("input, textarea, select, button")) {
      if (TYPED.has(each.dataset.kind)) each.readOnly = true; else each.disabled = true;
    }
  }
  unlock() {
    this.alarm.hidden = true;
    for (const key of this.asked.keys()) this.offered.add(key);
    this.asked.clear();
    this.redraw();
  }
}
