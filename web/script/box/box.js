// The dialog of the search box: a combobox over a listbox, after the WAI-ARIA patterns. Nothing here writes HTML: text from posts
// becomes text nodes.
import { Finder, refused } from "./finder.js";
import { List } from "./list.js";
import { Preview } from "./preview.js";
import { Recent } from "./recent.js";
import { NARROW, WIDE, sheet } from "./style.js";
import { Typing } from "./typing.js";
import { Voice, element, target, words } from "./text.js";

const SIZE = 8; // hits in the list; the page shows the rest
const OFFERS = { wide: 4, narrow: 3 }; // suggestions beside the hits
const LOOK = 200; // ms on a hit until a wide screen shows its text
const PATIENCE = 600; // ms after which a reader wants to hear that something is under way

export class Box {
  constructor(host) {
    this.host = host;
    this.server = host.server;
    this.say = words(host.japanese);
    this.recent = new Recent(this.server);
    this.steps = []; // keys that wait for an answer
    host.shadowRoot.adoptedStyleSheets.push(sheet);
    this.build();
    this.list = new List(this.listbox, this.input, this.say, (item, e) => this.choose(item, e));
    this.preview = new Preview(this.pane, this.say, (hit, q) => json(this.address(`api/v1/posts/${hit.id}`, { q })));
    this.preview.kept = () => (this.hints.textContent = this.say.hints(""));
    this.finder = new Finder((q, signal) => this.fetch(q, signal), (q, answer) => this.show(q, answer), (q, error) => this.fail(q, error));
    this.typing = new Typing(this.input, (q, partial) => this.typed(q, partial), (e) => this.key(e));
  }

  build() {
    const { say } = this;
    const { frame } = this.host; // of an inline field, which is there already
    this.input = frame?.querySelector("input") || element("input", { type: "search", part: "input", placeholder: this.host.placeholder, maxlength: "256" });
    const combobox = {
      role: "combobox", "aria-label": say.search, "aria-expanded": "false", "aria-controls": "list", "aria-autocomplete": "list", autocomplete: "off",
      autocapitalize: "off", spellcheck: "false", enterkeyhint: "search",
    };
    for (const [name, value] of Object.entries(combobox)) this.input.setAttribute(name, value);
    this.listbox = element("div", { id: "list", role: "listbox", part: "list", "aria-label": say.results });
    this.pane = element("section", { class: "preview", part: "preview", "aria-label": say.preview, hidden: "" });
    this.note = element("p", { class: "note", part: "note" });
    this.status = element("p", { class: "unseen", role: "status" });
    this.voice = new Voice(this.status);
    const close = element("button", { type: "button", class: "close", part: "close", "aria-label": say.close }, "×");
    close.addEventListener("click", () => this.dialog.close());
    this.hints = element("p", { class: "hints", part: "hints" }, say.hints(say.hint));
    const head = frame ? [] : [element("div", { class: "head" }, this.input, close)];
    this.dialog = element("dialog", { part: "dialog", "aria-label": say.search, lang: say.lang, dir: "ltr", class: frame ? "below" : undefined }, ...head, this.note, element("div", { class: "body" }, this.listbox, this.pane), this.status, this.hints);
    this.dialog.addEventListener("cancel", (e) => this.typing.composing && e.preventDefault());
    this.dialog.addEventListener("click", (e) => e.target === this.dialog && this.dialog.close());
    // To the blog's own shortcuts a key in here looks like one on the page.
    for (const kind of ["keydown", "keypress", "keyup"]) (frame || this.dialog).addEventListener(kind, (e) => e.stopPropagation());
    this.dialog.addEventListener("close", () => {
      this.unlook();
      this.finder.stop();
      this.input.setAttribute("aria-expanded", "false");
      if (!frame) this.input.blur(); // where nothing had the focus before, it would stay in here until the next frame, and take the keys
    });
    this.narrow = matchMedia(NARROW);
    this.wide = matchMedia(WIDE);
    for (const kind of ["resize", "scroll"]) visualViewport?.addEventListener(kind, () => this.fit());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.dress());
    addEventListener("online", () => this.dialog.open && this.failed && this.typed(this.input.value, false));
    (frame || this.host.shadowRoot).append(this.dialog);
    frame?.addEventListener("focusout", (e) => !frame.contains(e.relatedTarget) && this.dialog.close());
    frame?.querySelector("form").addEventListener("submit", (e) => e.preventDefault()); // Enter is a key of the list here
    if (frame) this.input.addEventListener("click", () => this.open());
  }

  // open shows the dialog; early: the selection in the input where a reader has written in it already.
  open(early) {
    if (this.dialog.open) return;
    this.dress();
    this.unlook();
    this.list.to(-1); // what was active when the dialog was closed is not what Enter means now
    this.fit();
    if (this.host.frame) {
      this.dialog.setAttribute("open", ""); // show() would take the focus away from the field
      this.input.focus();
      this.typed(this.input.value, this.typing.composing);
      return;
    }
    this.dialog.showModal();
    this.input.focus();
    if (early) this.input.setSelectionRange(...early);
    else this.input.select();
    this.typed(this.input.value, false); // what is listed may be for other words, whose answer had not come when the dialog was closed
  }

  dress() {
    this.dialog.classList.toggle("dark", this.host.scheme === "dark");
  }

  // fit gives the dialog what a keyboard on the screen leaves of it. Zooming with two fingers shrinks the visual viewport too and is the
  // reader's own affair.
  fit() {
    const { width, height, offsetTop, offsetLeft, scale } = visualViewport || { width: innerWidth, height: innerHeight, offsetTop: 0, offsetLeft: 0, scale: 1 };
    if (scale > 1.01) return;
    this.dialog.style.setProperty("--across", `${width}px`);
    this.dialog.style.setProperty("--left", `${offsetLeft}px`);
    this.dialog.style.setProperty("--room", `${height}px`);
    this.dialog.style.setProperty("--above", `${offsetTop}px`);
    this.dialog.classList.toggle("tight", height < 560);
    this.dialog.classList.toggle("low", height < 360);
  }

  // typed is called when the reader means the text of the input; partial: a conversion is under way.
  typed(q, partial) {
    if (!this.dialog.open) this.open(); // an inline field that was left by Escape
    const anew = this.partial && !partial; // what found nothing may be said now
    this.partial = partial;
    this.steps = []; // of other words
    if (q.trim()) this.finder.ask(q.trim(), anew);
    else this.idle();
    this.listbox.setAttribute("aria-busy", String(this.finder.pending));
  }

  // idle shows where a search may begin, at once what this browser knows and soon what the server does.
  idle() {
    this.finder.stop();
    this.unlook();
    this.tell("", "");
    const here = this.here();
    this.list.show(here);
    this.known().then((known) => known && !this.input.value.trim() && this.list.add([...here, ...filled(this.ideas(known, known.wanted))]));
  }

  // known is what the server knows before anything is typed; null where it does not answer, without which the box works as well.
  known() {
    this.start ||= json(this.address("api/v1/start")).catch(() => (this.start = null));
    return this.start;
  }

  // here is what this browser knows of earlier searches.
  here() {
    const recent = this.recent.all().map((text) => ({ kind: "recent", text, query: text }));
    if (recent.length) recent.push({ kind: "clear", text: this.say.forget });
    return filled([row(this.say.recent, recent)]);
  }

  // ideas are groups of what is there to be found.
  ideas({ tags, newest }, wanted) {
    return [
      row(this.say.wanted, wanted.map((text) => ({ kind: "term", text, query: text }))),
      row(this.say.tags, tags.map(({ value }) => ({ kind: "term", text: value, query: phrase({ kind: "tag", text: value }) }))),
      { label: this.say.newest, told: true, items: newest.map((hit) => ({ kind: "hit", hit: { ...hit, snippet_html: "" }, url: target({ url: hit.url }) })) },
    ];
  }

  // address is one on the search server, for the blogs that this box searches.
  address(path, fields = {}) {
    const url = new URL(path, this.server);
    for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
    for (const blog of (this.host.getAttribute("blog") || "").split(/\s+/).filter(Boolean)) url.searchParams.append("blog", blog);
    return url;
  }

  async fetch(q, signal) {
    const search = this.address("api/v1/search", { q, size: SIZE, suggest: "1" });
    const waiting = setTimeout(() => signal.aborted || this.tell(this.say.waiting, this.say.waiting), PATIENCE);
    try {
      return await json(search, signal);
    } catch (error) {
      if (error.after && !signal.aborted) this.tell(this.say.waiting, this.say.waiting); // it will be tried again
      throw error;
    } finally {
      clearTimeout(waiting);
    }
  }

  show(q, found) {
    this.failed = "";
    this.listbox.setAttribute("aria-busy", "false");
    if (this.partial && !found.hits.length) return this.tell("", ""); // half a word that finds nothing says nothing
    const { say } = this;
    const urls = new Set(found.hits.map((h) => h.url));
    const offers = (found.suggestions || []).filter((s) => s.kind !== "post" || !urls.has(s.url)).slice(0, this.narrow.matches ? OFFERS.narrow : OFFERS.wide);
    const groups = [{ label: say.posts, items: found.hits.map((hit) => ({ kind: "hit", hit, url: target(hit) })) }];
    if (found.total > found.hits.length) groups.push({ label: say.more, items: [{ kind: "all", text: say.all(found.total), url: this.page(q) }] });
    // Below the hits, which so stay in place while the suggestions change; on a phone that is above the keyboard, where the thumbs are.
    const offered = offers.map((s) => ({ ...s, query: phrase(s) }));
    groups.push(found.total ? { label: say.suggestions, row: true, items: offered } : row(say.dym, offered));
    if (found.did_you_mean) groups.unshift({ label: say.dym, told: true, items: [{ kind: "term", text: found.did_you_mean, query: found.did_you_mean }] });
    this.unlook();
    const shown = filled(groups);
    this.list.show(shown);
    if (!found.total) { // other ways
      this.known().then((known) => known && this.input.value.trim() === q && this.list.add([...shown, ...filled(this.ideas(known, []))]));
    }
    const count = found.total ? say.found(found.total) : say.none(q);
    this.tell(found.total ? (found.relaxed && !found.strict ? say.relaxed : "") : count, count);
    if (found.corrected && !this.partial) this.correct(found.corrected, q, count);
    for (const e of this.steps.splice(0)) this.key(e);
  }

  // correct tells that the answer is that of a corrected query, with a way to that of the query as typed.
  correct({ from, to }, q, count) {
    const said = this.say.corrected(to);
    this.tell(said, `${said} ${count}`);
    const typed = new URL(this.page(q));
    typed.searchParams.set("verbatim", "1");
    this.note.append(" ", element("a", { href: typed.href, part: "link" }, this.say.verbatim(from)));
  }

  fail(q, error) {
    this.listbox.setAttribute("aria-busy", "false");
    this.steps = [];
    if (this.partial) return this.tell("", "");
    this.unlook();
    this.list.show([]);
    const text = { 400: this.say.long, 429: this.say.busy, 503: this.say.busy }[error.status] || this.say.broken;
    this.tell(text, text);
    const again = element("button", { type: "button", class: "again" }, this.say.again);
    again.addEventListener("click", () => this.typed(q, false));
    this.note.append(" ", again, " ", element("a", { href: this.page(q), part: "link" }, this.say.plain));
    this.failed = error.status ? "" : q;
  }

  tell(note, status) {
    this.note.textContent = note;
    this.voice.say(status);
  }

  // page is the plain search page for a query.
  page(q) {
    return this.address("search", { q }).href;
  }

  // key is a key in the input. Where it chooses something it waits for the answer to the words that are written: what is still listed is for
  // others, and nobody who types a word, ArrowDown and Enter in one go has looked at it.
  key(e) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (this.finder.pending && (step || (this.steps.length && ["ArrowRight", "Home", "End", "Enter"].includes(e.key)))) {
      e.preventDefault();
      this.steps.push(e);
    } else if (step) {
      e.preventDefault();
      this.list.move(step);
      this.look();
    } else if (e.key === "ArrowRight" && this.list.active?.hit) {
      e.preventDefault();
      if (this.preview.isOpen) this.preview.move(1);
      else this.preview.open(this.list.active.hit, this.input.value.trim());
    } else if (e.key === "ArrowLeft" && this.preview.isOpen) {
      e.preventDefault();
      if (!this.preview.move(-1)) this.preview.close();
    } else if (this.list.active && (e.key === "Home" || e.key === "End")) { // while none is active they move the caret
      e.preventDefault();
      this.list.to(e.key === "Home" ? 0 : this.list.items.length - 1);
      this.look();
    } else if (e.key === "Enter") {
      e.preventDefault();
      if (e.repeat) return;
      const q = this.input.value.trim();
      if (this.list.active) this.choose(this.list.active, e);
      else if (q && q === this.failed) this.typed(q, false); // a page of a server that is gone would cost the reader the article
      else if (q) this.go(this.page(q), e);
    } else if (e.key === "Escape") { // browsers clear a search field first; here the dialog closes at once
      e.preventDefault();
      this.dialog.close();
    }
  }

  // enter is Enter pressed before there was a dialog.
  enter() {
    const q = this.input.value.trim();
    if (q) this.go(this.page(q), {});
  }

  // look shows the text of the hit that has become active: on a wide screen by itself, elsewhere where it is being shown.
  look() {
    clearTimeout(this.looking);
    const hit = this.list.active?.hit;
    if (!hit) this.preview.close();
    else if (this.preview.isWanted || this.wide.matches) this.looking = setTimeout(() => this.preview.open(hit, this.input.value.trim()), LOOK);
  }

  // unlook closes the preview, and one that is on its way: what was active is no more.
  unlook() {
    clearTimeout(this.looking);
    this.preview.close();
  }

  choose(item, e) {
    if (item.kind === "clear") {
      this.recent.clear();
      this.idle();
    } else if (item.query) {
      this.list.to(-1);
      this.input.value = item.query;
      this.input.focus();
      this.typed(item.query, false);
    } else if (item.url) {
      this.go(item.url, e);
    }
  }

  go(url, e) {
    this.recent.add(this.input.value.trim());
    if (e.ctrlKey || e.metaKey || e.button === 1) {
      window.open(url, "_blank", "noopener");
      return;
    }
    this.dialog.close();
    location.href = url;
  }
}

// row is a group in one line, with its label before it.
const row = (label, items) => ({ label, items, row: true, told: true });

// filled are the groups that have something to choose.
const filled = (groups) => groups.filter((g) => g.items.length);

// phrase is the query for a suggestion; a post has an address instead.
function phrase({ kind, text, url }) {
  if (kind === "post" && url) return "";
  if (kind === "tag" || kind === "author") return `${kind}:${/[\s"()（）「」]/.test(text) ? `"${text.replaceAll('"', "")}"` : text}`;
  return text;
}

async function json(url, signal) {
  const answer = await fetch(url, { signal, credentials: "omit" });
  if (!answer.ok) throw refused(answer);
  return answer.json();
}
