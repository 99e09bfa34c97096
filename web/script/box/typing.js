// Typing tells what a reader means while an IME may be at work. During a conversion Enter, arrows, Escape and Tab belong to the IME and none is
// taken, but what is written so far is searched: こんてな finds コンテナ before it is converted, and on Android keyboards compose all the
// time anyway.

// The romaji of a kana that is not whole yet, as IMEs show it: こんt, こんｔ; and the first letters of a first kana, which may also be a word
// where they are more than one of those that IMEs alone write.
const half = /(?<=[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー])[a-zａ-ｚ]{1,3}$|^[a-zａ-ｚ]$|^[ａ-ｚ]{2,3}$/iu;

// What only an IME writes letter by letter. Keyboards of phones compose Latin words too, which are no halves of anything.
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}\p{Script=Hangul}\p{Script=Bopomofo}Ａ-Ｚａ-ｚ]/u;

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
    const composing = this.composing || e.isComposing;
    const { value } = this.input;
    this.search(composing ? value.replace(half, "") : value, composing && (kana.test(value) || half.test(value)));
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
