// The row of fields under the map: for a step, for a rework loop, for how the work divides after a step.

const GRACE = 250;
const STEP_FIELDS = [
  ["name", "Step", "verb and noun"],
  ["team", "Team", "who does it"],
  ["wait_time", "Wait before", "3d, 2-5 d, ?"],
  ["process_time", "Process time", "2h, 1-3 h, ?"],
  ["percent_complete_accurate", "%C&A", "80"],
  ["people", "People", "1"],
  ["stage", "Stage", ""],
  ["evidence", "Known how", ""],
  ["in_step_delay", "Stuck inside", "0 h"],
];
const LOOP_FIELDS = [
  ["probability", "Sent back", "25 %"],
  ["reason", "Why", "in the team's words"],
  ["redo_share", "Done again", "25 to 100 %"],
];
const CHOICES = { stage: "stages", evidence: "grades" };
const ALL_RUN = "all of them, every time";
const ONE_OF = "one of them";

class Form {
  // Each field of a step is saved when it is left, loops and branches as a whole; what cannot be read stays where it is.
  constructor(board) {
    this.board = board;
    this.element = make("form", "vsm-form", "", { autocomplete: "off", novalidate: "" });
    this.element.hidden = true;
    this.element.addEventListener("submit", (event) => event.preventDefault());
    this.element.addEventListener("keydown", (event) => this.onKey(event));
    this.element.addEventListener("input", (event) => { this.suit(event.target); this.keep(); });
    this.element.addEventListener("focusout", (event) => this.leave(event));
    this.target = null; this.early = [];
  }
  open(target, texts = {}) {
    this.target = target;
    this.sent = target.texts ?? {};
    this.inputs = new Map(); this.notes = new Map();
    const title = make("h3", "vsm-form-title", target.title);
    const row = make("div", "vsm-fields");
    const fields = target.fields ?? STEP_FIELDS;
    for (const [name, label, example] of fields) row.append(this.field(name, label, example, texts[name] ?? this.sent[name] ?? ""));
    this.saying = make("p", "vsm-note", "", { role: "alert" });
    const buttons = make("div", "vsm-form-buttons");
    for (const [word, action] of target.buttons) {
      const button = make("button", "", word, { type: "button" });
      button.addEventListener("click", () => action());
      buttons.append(button);
    }
    this.element.replaceChildren(title, row, ...(target.hint ? [make("p", "vsm-hint", target.hint)] : []), buttons, this.saying);
    this.element.hidden = false;
    this.element.setAttribute("aria-label", target.title);
    this.suit(null);
    const first = this.inputs.get(target.focus ?? fields[0][0]);
    first.focus(); first.select?.();
    this.typeEarly();
    this.reveal();
  }
  reveal() {
    // The form takes its room from the map; the step it is about stays in sight, the totals below as well.
    this.board.root.scrollIntoView({ block: "nearest" });
    this.board.boxes.get(this.board.selected)?.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.element.scrollIntoView({ block: "nearest" });
  }
  field(name, label, example, value) {
    const box = make("label", `vsm-field vsm-field-${name.replace(/[^\w]/g, "-")}`);
    const input = name === "runs" || CHOICES[name] ? this.choice(name) : make("input", "", "", { type: "text" });
    input.name = name;
    if (example) input.placeholder = example;
    if (name === "team") input.setAttribute("list", this.board.teamList.id);
    input.value = value || (name === "evidence" && this.target.kind === "new" ? "estimated" : "");
    const note = make("span", "vsm-problem", "", { id: `${this.board.id}-${name}-problem`, "aria-live": "polite" });
    input.setAttribute("aria-describedby", note.id);
    this.inputs.set(name, input); this.notes.set(name, note);
    box.append(make("span", "vsm-label", label), input, note);
    return box;
  }
  choice(name) {
    const select = make("select");
    const words = name === "runs" ? [ALL_RUN, ONE_OF] : ["", ...(this.board.state[CHOICES[name]] ?? [])];
    for (const each of words) {
      const word = each.words ?? each;
      const option = make("option", "", word || "?");
      option.value = word;
      select.append(option);
    }
    return select;
  }
  suit(typedInto) {
    // A share makes it a choice; when every branch runs there is nothing to fill in.
    if (this.target?.kind !== "split") return;
    const runs = this.inputs.get("runs");
    if (typedInto?.name?.startsWith("to:") && typedInto.value.trim()) runs.value = ONE_OF;
    for (const [name, input] of this.inputs) if (name !== "runs") input.parentElement.classList.toggle("vsm-idle", runs.value === ALL_RUN);
  }
  texts() { return Object.fromEntries(Array.from(this.inputs, ([name, input]) => [name, input.value])); }
  changed() {
    return Object.fromEntries(Object.entries(this.texts()).filter(([name, text]) => text.trim() !== (this.sent[name] ?? "").trim()));
  }
  keep() {
    if (!this.target) return;
    const { kind, step, after, branch, from, to } = this.target;
    this.board.kept.write("typed", { kind, step, after, branch, from, to, texts: this.texts() });
  }
  isWhole() { return this.target.kind === "loop" || this.target.kind === "split"; }
  leave(event) {
    if (!this.target || this.isWhole() || this.closing) return;
    if (event.target.name) this.commit();
  }
  async commit() {
    // Gives whether everything typed is saved.
    const target = this.target;
    const fields = this.changed();
    if (!target || !Object.keys(fields).length) return !this.hasProblem();
    if (this.board.line.locked) return false;
    const isNew = target.kind === "new" && !target.step;
    if (isNew && !fields.name?.trim()) return false;
    Object.assign(this.sent, fields);
    const request = isNew
      ? { kind: "add", step: (target.step = this.board.newId()), after: target.after, branch: target.branch, fields }
      : { kind: "edit", step: target.step, fields };
    if (isNew) this.board.expect(target.step, fields.name);
    const answer = await this.board.change(request);
    if (this.target !== target) return this.board.tellLate(target, fields, answer);
    if (answer.problem && isNew) target.step = null;
    if (answer.problem) for (const name of Object.keys(fields)) delete this.sent[name];
    for (const name of Object.keys(fields)) this.tell(name, answer.problems?.[name] ?? "");
    for (const name of Object.keys(answer.problems ?? {})) delete this.sent[name];
    this.saying.textContent = answer.problem ?? "";
    if (!answer.problem && !this.hasProblem() && !Object.keys(this.changed()).length) this.board.kept.write("typed", null);
    return !answer.problem && !this.hasProblem();
  }
  async commitWhole() {
    const target = this.target, texts = this.texts();
    const answer = await this.board.change(target.request(texts));
    if (this.target !== target) return this.board.tellLate(target, texts, answer);
    for (const name of this.notes.keys()) this.tell(name, answer.problems?.[name] ?? answer.problems?.[name.replace("to:", "")] ?? "");
    this.saying.textContent = answer.problem ?? "";
    return !answer.problem && !this.hasProblem();
  }
  tell(name, sentence) {
    const note = this.notes.get(name);
    if (!note) return;
    note.textContent = sentence;
    this.inputs.get(name).toggleAttribute("aria-invalid", Boolean(sentence));
    this.inputs.get(name).parentElement.classList.toggle("vsm-wrong", Boolean(sentence));
  }
  hasProblem() { return Array.from(this.notes.values()).some((note) => note.textContent); }
  firstProblem() { return Array.from(this.notes).find(([, note]) => note.textContent)?.[0] ?? null; }
  onKey(event) {
    event.stopPropagation();
    if (this.busy && !event.ctrlKey && !event.metaKey && !event.altKey && (event.key.length === 1 || ["Tab", "Enter"].includes(event.key))) {
      // Whoever types on after Enter means the next form, which may not be there yet.
      event.preventDefault();
      this.early.push(event.key);
    } else if (event.key === "Escape") { event.preventDefault(); this.close(); }
    else if (event.key === "Enter" && event.target.tagName !== "BUTTON") { event.preventDefault(); this.accept(); }
  }
  typeEarly() {
    const keys = this.early;
    this.early = [];
    for (const key of keys) {
      const fields = Array.from(this.inputs.values()), field = document.activeElement; // Enter brings other fields
      if (this.busy) this.early.push(key);
      else if (key === "Enter") this.accept();
      else if (key === "Tab") fields[fields.indexOf(field) + 1]?.focus();
      else if (fields.includes(field) && field.tagName === "INPUT") field.setRangeText(key, field.selectionStart, field.selectionEnd, "end");
    }
    if (keys.length) this.keep();
  }
  async accept({ andNext = true } = {}) {
    const target = this.target;
    if (!target || this.busy) return;
    if (this.board.line.locked) { this.saying.textContent = LOCKED; return; }
    const typed = Object.entries(this.texts()).some(([name, text]) => name !== "evidence" && name !== "team" && text.trim());
    if (target.kind === "new" && !target.step && !typed) { this.close(); return; }
    if (target.kind === "new" && !this.texts().name.trim()) {
      this.tell("name", "A step needs a name: a verb and a noun, as in 'Review request'.");
      this.inputs.get("name").focus();
      return;
    }
    this.busy = true;
    const saving = this.save();
    // Where earlier answers are late this one will be, too: the next form does not wait for it.
    const saved = this.board.line.isLate(GRACE) || (await Promise.race([saving, new Promise((resolve) => setTimeout(resolve, GRACE, true))]));
    this.busy = false;
    if (this.target !== target) { this.early = []; return; }
    if (!saved) {
      const names = Array.from(this.inputs.keys());
      this.inputs.get(this.firstProblem() ?? names.at(target.kind === "split" ? -1 : 0)).focus();
      this.early = [];
      return;
    }
    const step = target.step ?? target.from;
    this.close({ focus: step });
    if (target.kind === "new" && andNext) this.board.openNew({ after: step });
    else this.early = [];
  }
  async save() {
    const saved = await (this.isWhole() ? this.commitWhole() : this.commit());
    await this.board.settled();
    return saved && !this.hasProblem();
  }
  close({ focus = null } = {}) {
    const target = this.target;
    this.closing = true;
    this.target = null;
    this.element.hidden = true;
    this.element.replaceChildren();
    this.closing = false;
    this.board.kept.write("typed", null);
    this.board.focusOn(focus ?? target?.step ?? target?.after ?? target?.from ?? null);
  }
}
