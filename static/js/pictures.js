// Pictures in a text: chosen, taken, pasted or dropped. Sent at once, with progress, while their description is written.
// Until one stands in the text it is kept on this device, so that neither a broken line nor a sign-in loses it.
import { csrfToken } from "./csrf.js";
import { forget, keep, kept } from "./waiting-pictures.js";

// Larger is scaled down before it is sent, as the server would do: a photo of 5 MB is a minute on a slow line.
const WIDEST = 1_600;
const TALLEST = 2_400;
const SMALL = 700_000;

async function scaledDown(file) {
  if (file.size <= SMALL) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, WIDEST / picture.width, TALLEST / picture.height);
    const canvas = Object.assign(document.createElement("canvas"), {
      width: Math.round(picture.width * scale),
      height: Math.round(picture.height * scale),
    });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const kind = file.type === "image/png" ? "image/png" : "image/jpeg";
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, kind, 0.9));
    return blob && blob.size < file.size ? blob : file;
  } catch {
    // No picture that this browser knows: the server says what to do.
    return file;
  }
}

function send(blob, form, { url, onProgress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", csrfToken(form));
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "text";
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total ? loaded / total : 0));
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", reject);
    signal.addEventListener("abort", () => request.abort());
    const body = new FormData();
    body.set("file", blob, "picture");
    request.send(body);
  });
}

function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

class Picture {
  constructor(room, blob, { id, description = "" }) {
    this.room = room;
    this.blob = blob;
    this.id = id;
    this.url = null;
    this.wanted = false;
    this.stopping = new AbortController();
    this.panel = room.template.content.firstElementChild.cloneNode(true);
    this.part = (name) => this.panel.querySelector(`[data-picture-${name}]`);
    this.field = this.part("description");
    this.field.id = `picture-${id}`;
    this.panel.querySelector("label").htmlFor = this.field.id;
    this.field.value = description;
    this.field.addEventListener("input", (event) => {
      // What is said of a picture is no part of the form around it.
      event.stopPropagation();
      this.remember();
      this.complain("");
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      this.want();
    });
    this.part("put").addEventListener("click", () => this.want());
    this.part("cancel").addEventListener("click", () => this.end());
    this.part("again").addEventListener("click", () => this.start());
    room.list.append(this.panel);
    room.pictures.add(this);
  }

  say(words, { failed = false } = {}) {
    this.part("said").textContent = words;
    this.part("again").hidden = !failed;
    this.part("progress").hidden = failed || this.url !== null || this.room.isVisitor;
  }

  complain(words) {
    const place = this.part("missing");
    place.textContent = words;
    place.hidden = !words;
    if (words) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
  }

  remember() {
    return keep({ id: this.id, place: this.room.place, blob: this.blob, description: this.field.value });
  }

  async start() {
    const { words } = this.room;
    if (this.room.isVisitor) {
      this.part("put").hidden = true;
      this.say(words.waits);
      return;
    }
    const progress = this.part("progress");
    progress.value = 0;
    this.part("put").hidden = false;
    this.say(words.sending);
    let answer;
    try {
      answer = await send(this.blob, this.room.form, {
        url: this.room.url,
        signal: this.stopping.signal,
        onProgress: (part) => {
          progress.value = part;
          progress.textContent = `${Math.round(part * 100)} %`;
        },
      });
    } catch {
      this.refuse(words.failed, { again: true });
      return;
    }
    this.arrived(answer);
  }

  arrived(answer) {
    const { words } = this.room;
    const told = readJson(answer.responseText);
    if (answer.status === 201) {
      this.url = told.url;
      const shown = this.part("shown");
      Object.assign(shown, { src: told.url, width: told.width, height: told.height, hidden: false });
      this.say(words.arrived);
      if (this.wanted) this.want();
    } else if (told.message) {
      this.refuse(told.message, { again: answer.status === 429 || answer.status === 503 });
    } else if (answer.status === 413) {
      this.refuse(words.tooLarge, { again: false });
    } else {
      // Without a session the form itself leads to the sign-in page, and back to what was typed and to this picture.
      this.signedOut = answer.status === 400 || answer.status === 403;
      this.refuse(this.signedOut ? words.signedOut : words.failed, { again: true });
    }
  }

  // It cannot stand in the text: it is tried again, or taken out.
  refuse(words, { again }) {
    this.wanted = false;
    this.say(words, { failed: again });
    this.part("progress").hidden = true;
    this.part("put").hidden = !again;
    if (!again) forget(this.id);
  }

  get isOnItsWay() {
    return this.url === null && this.part("again").hidden && !this.part("put").hidden;
  }

  // Put it into the text as soon as it is there and described; tell whether the form may go on without it.
  want() {
    const description = this.field.value.trim().replace(/\s+/g, " ");
    if (!description) {
      this.complain(this.room.words.describe);
      this.field.focus();
      return false;
    }
    if (this.url === null) {
      this.wanted = this.isOnItsWay;
      if (this.wanted) this.say(this.room.words.soon);
      return false;
    }
    this.room.insert(`![${description.replace(/[[\]\\]/g, "\\$&")}](${this.url})`);
    this.end();
    return true;
  }

  end() {
    this.stopping.abort();
    forget(this.id);
    this.panel.remove();
    this.room.left(this);
  }
}

class Room {
  constructor(editor, text) {
    const holder = editor.querySelector("[data-pictures]");
    this.text = text;
    this.form = text.form;
    this.words = holder.dataset;
    this.url = holder.dataset.url;
    this.isVisitor = !holder.dataset.url;
    this.template = holder.querySelector("template");
    this.list = holder.querySelector("[data-picture-list]");
    this.chooser = editor.querySelector("[data-picture-file]");
    this.place = `${new URL(this.form.action).pathname} ${text.name}`;
    this.pictures = new Set();
    this.submitter = undefined;
    this.watch(editor);
    kept(this.place).then((found) => found.forEach((one) => this.add(one.blob, one)));
  }

  watch(editor) {
    editor.querySelector("[data-picture-button]").addEventListener("click", () => this.chooser.click());
    this.chooser.addEventListener("change", () => {
      this.take(this.chooser.files);
      this.chooser.value = "";
    });
    this.text.addEventListener("paste", (event) => this.takeFrom(event, event.clipboardData));
    editor.addEventListener("dragover", (event) => {
      if ([...event.dataTransfer.types].includes("Files")) {
        event.preventDefault();
        editor.dataset.dropping = "";
      }
    });
    editor.addEventListener("dragleave", () => delete editor.dataset.dropping);
    editor.addEventListener("drop", (event) => {
      delete editor.dataset.dropping;
      this.takeFrom(event, event.dataTransfer);
    });
    // Before all others: a form is sent when its pictures stand in it.
    this.form.addEventListener("submit", (event) => this.holdBack(event), { capture: true });
  }

  takeFrom(event, data) {
    // What is copied from a document is words, with a picture of them beside.
    if (data?.types.includes("text/plain")) return;
    const files = [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!files.length) return;
    event.preventDefault();
    this.take(files);
  }

  async take(files) {
    for (const file of files) {
      const blob = await scaledDown(file);
      const picture = this.add(blob, { id: crypto.getRandomValues(new Uint32Array(2)).join("-") });
      picture.remember();
      picture.panel.scrollIntoView({ block: "nearest" });
      picture.field.focus({ preventScroll: true });
    }
  }

  add(blob, about) {
    const picture = new Picture(this, blob, about);
    picture.start();
    return picture;
  }

  insert(line) {
    const { text } = this;
    const [before, after] = [text.value.slice(0, text.selectionEnd), text.value.slice(text.selectionEnd)];
    const above = before.trimEnd() ? `${before.trimEnd()}\n\n` : "";
    const beneath = after.trimStart() ? `\n\n${after.trimStart()}` : "\n";
    text.value = above + line + beneath;
    text.selectionStart = text.selectionEnd = above.length + line.length + 1;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.dispatchEvent(new Event("change", { bubbles: true }));
  }

  holdBack(event) {
    const { submitter } = event;
    // Visitors' pictures wait here while they sign in; those who only look at similar questions or keep a draft, go on.
    if (this.isVisitor || submitter?.formNoValidate) return;
    for (const picture of [...this.pictures]) {
      if (picture.signedOut || picture.want()) continue;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (picture.wanted) this.submitter = submitter ?? null;
      else picture.panel.scrollIntoView({ block: "nearest" });
      return;
    }
  }

  left(picture) {
    this.pictures.delete(picture);
    if (this.submitter === undefined || this.pictures.size) {
      this.text.focus();
      return;
    }
    const { submitter } = this;
    this.submitter = undefined;
    this.form.requestSubmit(submitter);
  }
}

export function watchPictures(editor, text) {
  if (editor.querySelector("[data-pictures]") && text.form) new Room(editor, text);
}
