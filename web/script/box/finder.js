// Finder asks while a reader types: not at every key, never two at once, and only the newest answer is shown.

const WAIT = 20; // ms; what comes in one go, pasted or converted, is one search, and nobody waits for it: keys are 80 ms apart at the least
const KEPT = 50; // answers

export class Finder {
  // load(q, signal) gives a promise of an answer; show(q, answer) and fail(q, error) get what became of it.
  constructor(load, show, fail) {
    Object.assign(this, { load, show, fail, cache: new Map() });
  }

  // ask looks for q soon, or at once when the answer is known. The same q again while it is asked or shown does nothing, unless its answer may be
  // shown in another way now.
  ask(q, anew = false) {
    if (q === this.asked) {
      if (anew && this.cache.has(q)) this.show(q, this.cache.get(q));
      return;
    }
    this.stop();
    this.asked = q;
    if (this.cache.has(q)) this.show(q, this.cache.get(q));
    else this.timer = setTimeout(() => this.run(q), WAIT);
  }

  async run(q) {
    const { signal } = (this.running = new AbortController());
    try {
      const answer = await this.load(q, signal);
      if (signal.aborted) return;
      if (this.cache.size >= KEPT) this.cache.delete(this.cache.keys().next().value);
      this.cache.set(q, answer);
      this.show(q, answer);
    } catch (error) {
      if (signal.aborted) return;
      this.asked = null; // the same words may be tried again
      this.fail(q, error);
    }
  }

  // stop forgets what is being asked.
  stop() {
    clearTimeout(this.timer);
    this.running?.abort();
    this.asked = null;
  }
}
