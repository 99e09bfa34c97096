// Reading shows the kept text of a hit with its matches marked: beside the list on wide screens, over it elsewhere. Keys move from hit to hit
// and from match to match, as in the box. What it shows is gone with the results it belongs to.
import { Preview } from "./box/preview.js";
import { element } from "./box/text.js";

const WIDE = matchMedia("(min-width: 64rem)");
const LOOK = 200; // ms on a hit until a wide screen shows its text

export class Reading {
  // results() is the element with the hits; tell(text) speaks to who sees nothing.
  constructor(results, tell) {
    Object.assign(this, { results, tell });
    document.addEventListener("keydown", (e) => this.key(e));
    document.addEventListener("click", (e) => this.clicked(e));
  }

  get titles() {
    return [...this.results().querySelectorAll(".hits h2 a")];
  }

  // preview is the one of these results, made when it is first needed.
  get preview() {
    const place = this.results();
    if (place.contains(this.made?.pane)) return this.made;
    const { match, nomatch, preview, close } = place.dataset;
    const pane = element("section", { class: "reading", "aria-label": preview, hidden: "" });
    const say = { nomatch, match: (n, all) => match.replace("{n}", n).replace("{all}", all) };
    this.made = new Preview(pane, say, load);
    const end = element("button", { type: "button", class: "sheet-close", "aria-label": close }, "×");
    end.addEventListener("click", () => this.close());
    pane.append(end);
    place.append(pane);
    return this.made;
  }

  get isOpen() {
    return this.results().contains(this.made?.pane) && this.made.isWanted;
  }

  // first goes to the first hit; false where there is none.
  first() {
    return this.go(this.titles[0]);
  }

  go(title) {
    title?.focus();
    if (title && (WIDE.matches || this.isOpen)) this.looking = setTimeout(() => document.activeElement === title && this.open(title), LOOK);
    return Boolean(title);
  }

  // open shows the text of a hit, unless the server keeps that to itself.
  async open(title) {
    const hit = title.closest(".hits > li");
    const kept = hit.querySelector(".kept a");
    if (!kept) return;
    for (const other of this.results().querySelectorAll(".read")) other.classList.remove("read");
    hit.classList.add("read");
    const { preview } = this;
    const url = new URL(kept.href);
    await preview.open({ id: url.pathname.split("/").pop(), api: url.pathname.replace(/posts\/[^/]*$/, "api/v1/$&") }, url.searchParams.get("q") || "");
    if (preview.isOpen) this.tell(preview.place.textContent);
    else hit.classList.remove("read");
  }

  close() {
    clearTimeout(this.looking);
    this.made?.close();
    const hit = this.results().querySelector(".read");
    hit?.classList.remove("read");
    hit?.querySelector("h2 a").focus({ preventScroll: true });
  }

  key(e) {
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey || e.isComposing) return;
    if (e.key === "Escape" && this.isOpen && !e.target.closest("dialog, input")) return this.close();
    const title = e.target.closest?.(".hits h2 a");
    if (!title) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    const here = this.isOpen && title.closest(".read");
    clearTimeout(this.looking);
    if (step) {
      const to = this.titles[this.titles.indexOf(title) + step];
      if (to) this.go(to);
      else if (step < 0) document.querySelector("#q").focus();
    } else if (e.key === "ArrowRight") {
      if (!here) void this.open(title);
      else if (this.made.move(1)) this.tell(this.made.place.textContent);
    } else if (e.key === "ArrowLeft" && here) {
      if (this.made.move(-1)) this.tell(this.made.place.textContent);
      else this.close();
    } else return;
    e.preventDefault();
  }

  // clicked takes the link to the kept text where there is room for that beside the list.
  clicked(e) {
    const kept = e.target.closest?.(".hits .kept a");
    if (!kept || !WIDE.matches || e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    e.preventDefault();
    const title = kept.closest(".hits > li").querySelector("h2 a");
    if (this.isOpen && title.closest(".read")) return this.close();
    title.focus({ preventScroll: true });
    void this.open(title);
  }
}

async function load({ api }, q) {
  const answer = await fetch(`${api}?${new URLSearchParams({ q })}`);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
}
