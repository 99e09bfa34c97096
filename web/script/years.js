// Years chooses a range of years on the histogram: by dragging over the bars, or by its two sliders, which keys move too.

export class Years {
  // choose(words) gets the words of the query with the range written into them.
  constructor(place, choose) {
    Object.assign(this, { place, choose, min: Number(place.dataset.min), max: Number(place.dataset.max) });
    [this.from, this.to] = place.querySelectorAll("input");
    this.bars = place.querySelector(".bars");
    for (const slider of [this.from, this.to]) {
      slider.hidden = false;
      slider.addEventListener("input", () => this.moved(slider));
      slider.addEventListener("change", () => this.take());
    }
    this.bars.addEventListener("pointerdown", (e) => this.drag(e));
    this.bars.addEventListener("dragstart", (e) => e.preventDefault()); // the links are no things to carry off
  }

  get range() {
    return [Number(this.from.value), Number(this.to.value)];
  }

  // moved keeps the sliders in order.
  moved(slider) {
    const [from, to] = this.range;
    if (from > to) (slider === this.from ? this.to : this.from).value = slider.value;
    this.paint();
  }

  paint() {
    const [from, to] = this.range;
    [...this.bars.children].forEach((bar, i) => bar.classList.toggle("on", from <= this.min + i && this.min + i <= to));
    const [first, last] = this.place.querySelectorAll("output");
    first.textContent = from;
    last.textContent = to;
  }

  take() {
    const [from, to] = this.range;
    const parts = [this.place.dataset.words];
    if (from > this.min) parts.push(`after:${from}`);
    if (to < this.max) parts.push(`before:${to + 1}`);
    this.choose(parts.filter(Boolean).join(" "));
  }

  yearAt(x) {
    const { left, width } = this.bars.getBoundingClientRect();
    const n = this.bars.children.length;
    return this.min + Math.max(0, Math.min(n - 1, Math.floor(((x - left) / width) * n)));
  }

  drag(down) {
    if (down.button) return;
    const start = this.yearAt(down.clientX);
    let dragged = false;
    const move = (e) => {
      const at = this.yearAt(e.clientX);
      dragged ||= at !== start;
      if (!dragged) return;
      this.from.value = Math.min(start, at);
      this.to.value = Math.max(start, at);
      this.paint();
    };
    const up = () => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
      removeEventListener("pointercancel", up);
      if (dragged) this.take();
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
    addEventListener("pointercancel", up);
    this.bars.addEventListener("click", (e) => dragged && (e.preventDefault(), e.stopPropagation()), { once: true, capture: true });
  }
}
