// The photo of the paper wall, beside the map or behind it, to type the steps from.

const LARGEST_FILE = 60e6;
const LONGEST_SIDE = 2600;

class Photo {
  constructor(board) {
    this.board = board;
    this.settings = { shown: false, behind: false, opacity: 40, zoom: 100, ...board.kept.read("photo") };
    this.stamp = null; this.address = "";
    this.pane = make("aside", "vsm-photo", "", { "aria-label": "Photo of the wall" });
    this.picture = null;
    this.scroller = make("div", "vsm-photo-scroll", "", { tabindex: "0", role: "region", "aria-label": "Photo of the wall: arrow keys move it" });
    this.scroller.addEventListener("keydown", (event) => { if (event.key.startsWith("Arrow")) event.stopPropagation(); });
    this.scroller.addEventListener("pointerdown", (event) => this.pan(event));
    this.words = make("p", "vsm-photo-words");
    this.tools = this.buildTools();
    this.pane.append(this.tools, this.words, this.scroller);
    this.pane.hidden = true;
  }
  buildTools() {
    const bar = make("div", "vsm-photo-tools");
    this.file = make("input", "", "", { type: "file", accept: "image/png,image/jpeg", "aria-label": "Choose a photo" });
    this.file.hidden = true;
    this.file.addEventListener("change", () => { if (this.file.files[0]) this.take(this.file.files[0]); this.file.value = ""; });
    this.choose = make("button", "", "Choose photo…", { type: "button", title: "PNG or JPEG; made smaller here, then kept in this folder" });
    this.choose.addEventListener("click", () => this.file.click());
    this.side = make("button", "", "", { type: "button" });
    this.side.addEventListener("click", () => this.set({ behind: !this.settings.behind }));
    this.drop = make("button", "", "Remove", { type: "button", title: "Remove the photo from the folder" });
    this.drop.addEventListener("click", () => this.ask({ do: "remove" }));
    this.sliders = [["zoom", "Zoom", 40, 400], ["opacity", "Strength", 10, 100]].map(([name, word, min, max]) => {
      const label = make("label", "vsm-photo-slider", word);
      const slider = make("input", "", "", { type: "range", min, max, step: "5", "aria-label": `${word} of the photo, percent` });
      slider.addEventListener("input", () => this.set({ [name]: Number(slider.value) }));
      label.append(slider);
      return [name, slider, label];
    });
    bar.append(this.choose, this.file, this.side, ...this.sliders.map(([, , label]) => label), this.drop);
    return bar;
  }
  toggle() {
    this.set({ shown: !this.settings.shown });
    if (this.settings.shown) (this.address ? this.scroller : this.choose).focus({ preventScroll: true });
    else this.board.focusOn(this.board.selected);
  }
  set(changed) {
    Object.assign(this.settings, changed);
    this.board.kept.write("photo", this.settings);
    this.show();
    if ("shown" in changed || "behind" in changed) this.board.resized();
  }
  show() {
    const { shown, behind, opacity, zoom } = this.settings;
    const { photo } = this.board.state;
    if (shown && photo !== null && photo !== undefined && photo !== this.stamp) this.fetch(photo);
    const there = Boolean(this.address);
    this.pane.hidden = !shown;
    this.pane.classList.toggle("vsm-photo-behind", behind && there);
    this.words.hidden = there;
    this.side.textContent = behind ? "Show beside" : "Put behind the map";
    for (const each of [this.side, this.drop, ...this.sliders.map(([, , label]) => label)]) each.hidden = !there;
    this.choose.textContent = there ? "Another photo…" : "Choose photo…";
    for (const [name, slider] of this.sliders) slider.value = String(this.settings[name]);
    this.scroller.hidden = behind || !there;
    this.sliders[1][2].hidden = !behind || !there;
    if (!this.picture) return;
    this.picture.hidden = !shown;
    this.board.photoLayer.style.left = `${this.board.state.left}px`; // the names of the teams stay readable
    const home = behind ? this.board.photoLayer : this.scroller;
    if (this.picture.parentElement !== home) home.append(this.picture);
    this.picture.style.width = `${zoom}%`;
    this.picture.style.opacity = String(behind ? opacity / 100 : 1);
  }
  say(sentence) { this.words.textContent = sentence; this.words.hidden = false; }
  fetch(stamp) {
    this.stamp = stamp;
    if (stamp) this.ask({}); else this.forget();
  }
  forget() {
    if (this.address) URL.revokeObjectURL(this.address);
    this.picture?.remove();
    this.address = ""; this.picture = null;
    this.words.textContent = "Photograph the paper wall and choose the photo, or paste it here. It is kept in this folder, no report contains it, and you type the steps from it.";
  }
  async ask(content, buffers) {
    if (this.board.line.locked) { this.say(LOCKED); return; }
    this.say("one moment…");
    const answer = await this.board.line.ask({ kind: "photo", ...content }, { buffers });
    this.forget();
    if (answer.buffers) {
      this.address = URL.createObjectURL(new Blob(answer.buffers, { type: answer.type }));
      this.picture = make("img", "vsm-photo-picture", "", { alt: "Photo of the paper wall", draggable: "false", src: this.address });
    }
    if (this.board.state.photo !== undefined) this.stamp = this.board.state.photo;
    this.show();
    this.board.resized();
    if (answer.problem) this.say(answer.problem);
  }
  async take(file) {
    this.set({ shown: true });
    if (file.size > LARGEST_FILE) { this.say(`The photo is ${Math.round(file.size / 1e6)} MB; up to ${LARGEST_FILE / 1e6} MB can be read. Take it again in a lower resolution.`); return; }
    this.say("making the photo smaller…");
    let content;
    try { content = await this.shrunk(file); } catch {
      this.say(`${file.name || "This"} is not a picture this browser can read. Save it as JPEG or PNG and choose it again.`);
      return;
    }
    await this.ask({ do: "keep" }, [content]);
  }
  async shrunk(file) {
    // Drawn anew: small enough to travel, turned upright, and without the place and time a camera writes into it.
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale); canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
    return blob.arrayBuffer();
  }
  pan(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.scroller.focus({ preventScroll: true });
    const [x, y] = [event.clientX + this.scroller.scrollLeft, event.clientY + this.scroller.scrollTop];
    const move = (moved) => this.scroller.scrollTo(x - moved.clientX, y - moved.clientY);
    const end = () => { removeEventListener("pointermove", move); removeEventListener("pointerup", end); };
    addEventListener("pointermove", move); addEventListener("pointerup", end);
  }
}
