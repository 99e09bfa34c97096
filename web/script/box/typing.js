// Typing tells what a reader means while an IME may be at work. During a conversion Enter, arrows, Escape and Tab belong to the IME.
// On a desktop the search waits until the conversion ends. On Android keyboards compose all the time, so the composing text is
// searched as it is, and no key is taken.

const android = () => navigator.userAgentData?.platform === "Android" || /Android/.test(navigator.userAgent);

// The romaji of a kana that is not whole yet, as IMEs show it: こんt, こんｔ.
const half = /(?<=[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー])[a-zａ-ｚ]{1,3}$/iu;

export class Typing {
  // search(text, partial) is called when the text is worth a search; key(event) for keys that are the reader's own.
  constructor(input, search, key) {
    Object.assign(this, { input, search, key, composing: false, justEnded: false });
    input.addEventListener("compositionstart", () => (this.composing = true));
    input.addEventListener("compositionend", () => this.ended());
    input.addEventListener("input", (e) => this.changed(e));
    input.addEventListener("keydown", (e) => this.pressed(e));
    input.addEventListener("keyup", () => (this.justEnded = false));
    input.addEventListener("blur", () => (this.composing = false));
  }

  changed(e) {
    if (!this.composing && !e.isComposing) this.search(this.input.value, false);
    else if (android()) this.search(this.input.value.replace(half, ""), true);
  }

  ended() {
    this.composing = false;
    this.justEnded = true; // Safari sends the Enter that ended a conversion after this event
    setTimeout(() => (this.justEnded = false), 100);
    this.search(this.input.value, false);
  }

  pressed(e) {
    if (this.composing || e.isComposing || e.keyCode === 229) {
      e.stopPropagation();
      return;
    }
    if (e.key === "Enter" && this.justEnded) {
      e.preventDefault();
      this.justEnded = false;
      return;
    }
    this.key(e);
  }
}
