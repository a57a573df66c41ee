// The way from a widget in the browser to the kernel: requests with their answers, and what is not confirmed yet.
// All widgets of a page hear the same kernel, so the question of one is enough to know that it lives.
// A kernel that is busy takes everything in when it is free again, so the widget stays open; one that is gone locks it.

const BEAT = 600;
const SILENCE = 1900;
const KERNEL_GONE = new Set(["restarting", "autorestarting", "dead", "terminating"]);
const LOCKED = "not connected; what you typed is kept here";

function token(length) {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  return Array.from(crypto.getRandomValues(new Uint8Array(length)), (each) => letters[each % letters.length]).join("");
}

class Kept {
  // What was typed or sent and is not confirmed yet; it outlives a reload of the page.
  constructor(key) { this.key = `vsm:${key}`; }
  read(name) {
    try { return JSON.parse(sessionStorage.getItem(`${this.key}:${name}`)); } catch { return null; }
  }
  write(name, value) {
    try {
      if (value === null) sessionStorage.removeItem(`${this.key}:${name}`);
      else sessionStorage.setItem(`${this.key}:${name}`, JSON.stringify(value));
    } catch { /* a full or forbidden storage must not stop the typing */ }
  }
}

class Line {
  constructor(model, kept, hooks) {
    this.model = model; this.kept = kept; this.hooks = hooks;
    this.waiting = new Map(); this.heard = Date.now(); this.locked = false; this.prefix = token(6); this.number = 0;
    this.onAnswer = (content, buffers) => this.answer(content, buffers);
    model.on("msg:custom", this.onAnswer);
    this.kernel = model.widget_manager?.kernel ?? null;
    this.running = new Set();
    this.onStatus = () => this.notice();
    this.onMessage = (_kernel, message) => this.follow(message);
    this.kernel?.statusChanged?.connect(this.onStatus);
    this.kernel?.iopubMessage?.connect(this.onMessage);
    this.timer = setInterval(() => this.beat(), BEAT);
    this.onVisible = () => { if (!document.hidden) { this.heard = Date.now(); this.beat(); } };
    document.addEventListener("visibilitychange", this.onVisible);
  }
  close() {
    clearInterval(this.timer);
    this.model.off("msg:custom", this.onAnswer);
    this.kernel?.statusChanged?.disconnect(this.onStatus);
    this.kernel?.iopubMessage?.disconnect(this.onMessage);
    document.removeEventListener("visibilitychange", this.onVisible);
  }
  isBusy() {
    if (this.kernel?.connectionStatus !== "connected") { this.running.clear(); return false; }
    return this.running.size > 0 || this.kernel.status === "busy";
  }
  isLate(limit) { return Array.from(this.waiting.values()).some(({ since }) => Date.now() - since > limit); }
  follow({ header, parent_header: parent, content }) {
    // The one status of a kernel misleads: a question of the debugger makes it "idle" in the middle of a running cell.
    if (header.msg_type !== "status" || !["execute_request", "comm_msg"].includes(parent.msg_type)) return;
    if (content.execution_state === "busy") this.running.add(parent.msg_id); else this.running.delete(parent.msg_id);
  }
  notice() {
    // A word of the kernel itself, however it got here, is a sign of life; one about its end is believed at once.
    // A new process knows nothing of this widget, so there is nobody left to ask.
    if (KERNEL_GONE.has(this.kernel.status)) { this.running.clear(); clearInterval(this.timer); this.lock(); }
    else if (!this.locked) this.heard = Date.now();
  }
  post(content, buffers) { try { this.model.send(content, undefined, buffers); } catch { /* the heartbeat notices */ } }
  beat() {
    if (this.isBusy() && !this.locked) this.heard = Date.now();
    else if (this.locked || Date.now() - this.heard > BEAT / 2) this.post({ kind: "ping" });
    if (!document.hidden && Date.now() - this.heard > SILENCE) this.lock();
  }
  lock() { if (!this.locked) { this.locked = true; this.hooks.lock(); } }
  listen() {
    this.heard = Date.now();
    if (this.locked) { this.locked = false; this.hooks.unlock(); }
  }
  ask(content, { keep = false, buffers } = {}) {
    const request = `${this.prefix}-${++this.number}`;
    if (keep) this.kept.write("sent", [...this.unconfirmed(), { ...content, request }]);
    this.post({ ...content, request }, buffers);
    return new Promise((resolve) => this.waiting.set(request, { resolve, since: Date.now() }));
  }
  answer(content, buffers) {
    this.listen();
    const asked = this.waiting.get(content.answers);
    if (!asked) return;
    this.waiting.delete(content.answers);
    this.confirm(content.answers);
    asked.resolve(buffers?.length ? { ...content, buffers } : content);
  }
  confirm(request) {
    const rest = this.unconfirmed().filter((each) => each.request !== request);
    this.kept.write("sent", rest.length ? rest : null);
  }
  unconfirmed() { return this.kept.read("sent") ?? []; }
  takeUnconfirmed() { const all = this.unconfirmed(); this.kept.write("sent", null); return all; }
}
