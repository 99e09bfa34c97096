// Finder asks while a reader types: never two at once, only the newest answer is shown, and no more often than a server takes from the
// readers behind one address.

const WAIT = 20; // ms between two questions at the least: what a program types or an IME converts in one go is one search; keys of people are 80 ms apart
const KEPT = 50; // answers
const FRESH = 300_000; // ms for which they are believed
const SPARE = 18; // questions that may follow each other like keys do, more than there are keys in most queries
const PACE = 350; // ms a question where more follow: three readers behind one address stay below what a server takes from it (10 a second, 60 at once)
const TRIES = 4; // of a question that comes too soon all the same

export class Finder {
  // load(q, signal) gives a promise of an answer; show(q, answer) and fail(q, error) get what became of it.
  constructor(load, show, fail) {
    Object.assign(this, { load, show, fail, cache: new Map(), last: -WAIT, paid: 0, pending: false });
  }

  // ask looks for q, at once where the answer is known or no key was pressed just now. The same q again while it is asked or shown does
  // nothing, unless its answer may be shown in another way now.
  ask(q, anew = false) {
    const known = this.known(q);
    if (q === this.asked) {
      if (anew && known) this.tell(q, known);
      return;
    }
    this.stop();
    this.asked = q;
    if (known) return this.tell(q, known);
    this.pending = true;
    const now = performance.now();
    const rest = Math.max(this.last + WAIT, this.paid - SPARE * PACE) - now;
    this.last = now;
    if (rest > 0) this.timer = setTimeout(() => this.run(q), rest);
    else this.run(q);
  }

  tell(q, answer) {
    this.pending = false; // until the answer to what is asked is shown
    this.show(q, answer);
  }

  known(q) {
    const kept = this.cache.get(q);
    return kept && Date.now() - kept.at < FRESH ? kept.answer : undefined;
  }

  async run(q, tries = TRIES) {
    const { signal } = (this.running = new AbortController());
    this.paid = Math.max(this.paid, performance.now()) + PACE;
    try {
      const answer = await this.load(q, signal);
      if (signal.aborted) return;
      if (this.cache.size >= KEPT) this.cache.delete(this.cache.keys().next().value);
      this.cache.set(q, { answer, at: Date.now() });
      this.tell(q, answer);
    } catch (error) {
      if (signal.aborted) return;
      if (error.after && tries > 1) {
        this.timer = setTimeout(() => this.run(q, tries - 1), error.after);
        return;
      }
      this.stop(); // the same words may be tried again
      this.fail(q, error);
    }
  }

  // stop forgets what is being asked.
  stop() {
    clearTimeout(this.timer);
    this.running?.abort();
    this.pending = false;
    this.asked = null;
  }
}

const PATIENCE = 5; // seconds that a server may ask for and that a reader waits without being told

// refused is the error of an answer that is none; after: in how many ms the server wants to be asked again, where that is soon.
export function refused(answer, more) {
  const after = Number(answer.headers.get("Retry-After"));
  return Object.assign(new Error(`status ${answer.status}`), { status: answer.status, after: 0 < after && after <= PATIENCE ? after * 1000 : 0 }, more);
}
