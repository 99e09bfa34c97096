// Sheet is the bottom sheet (modal dialog) that shows the filters on narrow screens: the form of the page is put into it while it is
// open. Without scripts the form stays below the results.
import { element } from "./box/text.js";

export class Sheet {
  constructor() {
    this.body = element("div", { class: "sheet-body" });
    this.chips = element("div", { class: "sheet-chips" });
    this.done = element("button", { type: "button" });
    this.close = element("button", { type: "button", class: "sheet-close" }, "×");
    this.dialog = element("dialog", { class: "sheet", "aria-labelledby": "facets-title" }, this.close, this.chips, this.body, element("div", { class: "sheet-foot" }, this.done));
    this.close.addEventListener("click", () => this.dialog.close());
    this.done.addEventListener("click", () => {
      this.dialog.close();
      if (this.changed) document.querySelector("#results").scrollIntoView(); // what was asked to be shown
    });
    this.dialog.addEventListener("click", (e) => e.target === this.dialog && this.dialog.close());
    this.dialog.addEventListener("close", () => this.giveBack());
    matchMedia("(max-width: 48rem)").addEventListener("change", () => this.dialog.close());
    document.body.append(this.dialog);
  }

  get isOpen() {
    return this.dialog.open;
  }

  open() {
    this.changed = false;
    this.take();
    this.dialog.showModal();
    this.body.scrollTop = 0;
  }

  // renew takes the form of new results in place of that of the old ones.
  renew() {
    if (!this.isOpen) return;
    this.changed = true;
    const { scrollTop } = this.body;
    this.body.querySelector("#choose")?.remove();
    this.take();
    this.body.scrollTop = scrollTop;
  }

  take() {
    const results = document.querySelector("#results");
    const form = results.querySelector("#choose");
    if (form) this.body.append(form);
    this.chips.replaceChildren(...[...results.querySelectorAll(".chips")].map((list) => list.cloneNode(true)));
    this.done.textContent = results.dataset.show;
    this.close.setAttribute("aria-label", results.dataset.close);
  }

  giveBack() {
    const form = this.body.querySelector("#choose");
    const facets = document.querySelector("#facets");
    if (facets && form) facets.append(form);
    else form?.remove(); // results that could not be shown have none
    document.querySelector(".tofacets")?.focus({ preventScroll: true });
  }
}
