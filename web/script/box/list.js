// List shows groups of things to choose in a listbox and keeps track of the active one. The focus stays in the input.
import { NARROW } from "./style.js";
import { element, marked } from "./text.js";

export class List {
  constructor(box, input, say, choose) {
    Object.assign(this, { box, input, say, items: [], at: -1 });
    box.addEventListener("mousedown", (e) => e.preventDefault()); // keeps the focus in the input
    for (const kind of ["click", "auxclick"]) {
      box.addEventListener(kind, (e) => {
        const option = e.target.closest("[role=option]");
        if (option && e.button < 2) choose(this.items[option.dataset.at], e);
      });
    }
  }

  get active() {
    return this.items[this.at];
  }

  // scrolling says whether rows scroll sideways, which on a page without a touch screen asks for a place in the order of Tab.
  get scrolling() {
    return matchMedia(NARROW).matches ? "0" : undefined;
  }

  // add shows groups again with more below them; what is active stays so, since the reader may press Enter at any moment.
  add(groups) {
    const { at, box } = this;
    const { scrollTop } = box;
    this.show(groups);
    this.to(at);
    box.scrollTop = scrollTop;
  }

  // show takes groups of a label and items; row: they stand in one line; told: the label is shown on narrow screens too.
  show(groups) {
    this.items = groups.flatMap((g) => g.items);
    this.at = -1;
    let n = 0;
    this.box.replaceChildren(...groups.map((g, i) => {
      const title = element("div", { class: g.told ? "title told" : g.row ? "unseen" : "title", id: `group-${i}`, role: "presentation" }, g.label);
      return element("div", { role: "group", class: g.row ? (g.told ? "row first" : "row") : undefined, "aria-labelledby": `group-${i}`, tabindex: g.row ? this.scrolling : undefined }, title, ...g.items.map((item) => this.option(item, n++)));
    }));
    this.box.scrollTop = 0;
    this.input.setAttribute("aria-expanded", String(n > 0));
    this.input.removeAttribute("aria-activedescendant");
  }

  option(item, n) {
    const body = item.kind === "hit" ? this.hit(item.hit) : [element("span", { class: "text" }, item.text)];
    if (item.kind === "tag" || item.kind === "author") body.push(element("span", { class: "kind" }, this.say[item.kind]));
    return element("div", { role: "option", id: `option-${n}`, part: "option", "aria-selected": "false", "data-at": n, class: item.kind }, ...body);
  }

  hit(hit) {
    const about = [hit.published && day(hit.published, this.say.lang), hit.author, hit.section?.title, ...hit.tags.slice(0, 3).map((t) => "#" + t)];
    const body = [
      element("span", { class: "name", part: "title", dir: "auto", lang: hit.lang || undefined }, ...(hit.title ? marked(hit.title_html) : [hit.url])),
      element("span", { class: "about", part: "about" }, about.filter(Boolean).join("　")),
    ];
    if (hit.snippet_html) body.push(element("span", { class: hit.code ? "excerpt code" : "excerpt", part: "excerpt", dir: "auto", lang: hit.lang || undefined }, ...marked(hit.snippet_html)));
    const quiet = (...text) => body.push(element("span", { class: "about" }, ...text));
    if (hit.series) quiet(this.say.part(hit.series));
    if (hit.translations?.length) quiet(this.say.translations, [...new Set(hit.translations.map((t) => language(t.lang, this.say.lang)))].join(this.say.comma));
    if (hit.missing?.length) quiet(this.say.missing, element("del", {}, hit.missing.join(" ")));
    return body;
  }

  // move makes the next or the one before active; past either end none is, so that Enter means the words again.
  move(step) {
    if (this.items.length) this.to(((this.at + 1 + step + this.items.length + 1) % (this.items.length + 1)) - 1);
  }

  // to makes the option at a place active, at -1 none.
  to(at) {
    this.mark(false);
    this.at = at;
    this.mark(true);
  }

  mark(on) {
    const option = this.at < 0 ? null : this.box.querySelector(`#option-${this.at}`);
    option?.setAttribute("aria-selected", String(on));
    if (!on || !option) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

function language(code, reader) {
  try {
    return new Intl.DisplayNames(reader, { type: "language" }).of(code);
  } catch {
    return code; // not one that the browser takes for a language
  }
}

const RECENT = 14; // days, as on the page

// day is the day on the blog, not the day here; a recent one is told from today.
function day(published, lang) {
  const [year, month, date] = published.slice(0, 10).split("-").map(Number);
  const now = new Date();
  const ago = Math.round((Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) - Date.UTC(year, month - 1, date)) / 86_400_000);
  if (0 <= ago && ago <= RECENT) return new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(-ago, "day");
  return lang === "ja" ? `${year}年${month}月${date}日` : new Date(year, month - 1, date).toLocaleDateString("en-GB", { dateStyle: "medium" });
}
