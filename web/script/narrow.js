// Narrow is the field above the values of a facet: what is typed is looked for among all values that the search finds, of which the page
// has the most frequent ones only.
import { Finder } from "./box/finder.js";
import { Typing } from "./box/typing.js";
import { element } from "./box/text.js";

export class Narrow {
  constructor(field, form) {
    Object.assign(this, { field, form, name: field.dataset.name, list: field.parentElement.querySelector("ul") });
    this.few = [...this.list.children];
    this.finder = new Finder((part, signal) => this.load(part, signal), (_, found) => this.show(found), () => this.filter());
    this.typing = new Typing(field, (part) => this.ask(part.trim()), (e) => e.key === "Enter" && e.preventDefault());
    field.hidden = false;
  }

  ask(part) {
    if (part) return this.finder.ask(part);
    this.finder.stop();
    this.list.replaceChildren(...this.few);
  }

  async load(part, signal) {
    const fields = [...new FormData(this.form)].filter(([, value]) => value);
    const answer = await fetch(this.form.dataset.values + "?" + new URLSearchParams([...fields, ["name", this.name], ["facet_query", part], ["facet_size", "40"]]), { signal });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.json();
  }

  // show lists what was found but for the chosen values, which stand above.
  show({ values }) {
    const chosen = new Set([...this.form.querySelectorAll("input:checked")].filter((i) => i.name === this.name).map((i) => i.value));
    const rows = values.filter((v) => !chosen.has(v.value)).map(({ value, count }) => element("li", {}, element("label", {},
      element("input", { type: "checkbox", name: this.name, value }), element("span", { class: "v" }, value), element("span", { class: "n" }, String(count)))));
    this.list.replaceChildren(...(rows.length ? rows : [element("li", { class: "n", role: "status" }, this.form.dataset.none)]));
  }

  // filter makes do with the values of the page while the server is gone.
  filter() {
    const fold = (text) => text.normalize("NFKC").toLowerCase();
    this.list.replaceChildren(...this.few.filter((item) => fold(item.textContent).includes(fold(this.field.value.trim()))));
  }
}
