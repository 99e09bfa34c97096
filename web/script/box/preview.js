// Preview shows the kept text of a post beside the list, with what was searched marked. The focus stays in the input; keys move from match to
// match.
import { element, marked } from "./text.js";

const tags = { heading: "h3", code: "pre", quote: "blockquote" };

export class Preview {
  // load(hit, q) gives a promise of a post as the API has it.
  constructor(pane, say, load) {
    Object.assign(this, { pane, say, load, known: new Map(), marks: [], at: -1 });
    this.text = element("div", { class: "kept", tabindex: "0" }); // so that it can be scrolled by keys
    this.place = element("p", { class: "place" });
    pane.append(this.place, this.text);
  }

  get isOpen() {
    return !this.pane.hidden;
  }

  // isWanted says whether a preview is shown or on its way.
  get isWanted() {
    return this.isOpen || Boolean(this.wanted);
  }

  // open shows a hit; where the server keeps the text to itself there is nothing to show, now and later.
  async open(hit, q) {
    if (this.none) return;
    const wanted = (this.wanted = `${hit.id} ${q}`);
    let post = this.known.get(wanted);
    if (!post) {
      post = await this.load(hit, q).catch(() => null);
      if (post) this.known.set(wanted, post);
    }
    if (this.wanted !== wanted) return;
    if (!post) this.close(); // another try may go better
    else if (post.blocks.length) this.draw(post, hit);
    else this.keep();
  }

  // keep takes it that the server keeps the text to itself, of every post.
  keep() {
    this.none = true;
    this.close();
    this.kept?.();
  }

  draw(post, hit) {
    const lang = post.lang || undefined;
    this.text.replaceChildren(element("h2", { lang }, ...(hit.title ? marked(hit.title_html) : [post.title || post.url])), ...post.blocks.map((block, i) =>
      element(tags[block.kind] || "p", { lang: block.kind === "code" ? undefined : lang }, ...marked(post.marked_html[i] ?? ""))));
    this.marks = [...this.text.querySelectorAll(":not(h2) > mark")];
    this.pane.hidden = false;
    this.at = -1;
    this.text.scrollTop = 0;
    this.move(1);
    this.tell();
  }

  // move goes to the next or the match before; false where there is none.
  move(step) {
    const next = this.at + step;
    if (next < 0 || next >= this.marks.length) return false;
    this.marks[this.at]?.classList.remove("here");
    this.at = next;
    const mark = this.marks[next];
    mark.classList.add("here");
    this.text.scrollTop += mark.getBoundingClientRect().top - this.text.getBoundingClientRect().top - this.text.clientHeight / 3;
    this.tell();
    return true;
  }

  tell() {
    this.place.textContent = this.marks.length ? this.say.match(this.at + 1, this.marks.length) : this.say.nomatch;
  }

  close() {
    this.wanted = "";
    this.pane.hidden = true;
  }
}
