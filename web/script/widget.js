// The search box for a blog. One line is enough:
//
//   <script src="https://search.example.com/widget.js" async></script>
//
// It adds a button, and opens by / or Ctrl-K (⌘K). <fumikura-box> puts the button where the blog wants it. Attributes of the element,
// or data-… of the script: server (address of the search server; default: where this file came from), blog (start addresses of
// the blogs to search; default: all), lang (ja or en; default: the page's), placeholder, theme (light or dark; default: the page's, else the
// reader's), shortcut (a key in place of /, or none; Ctrl-K stays), field (the button looks like a field and shows its key), inline (a field
// on the page itself, with the results below it).
// Colours and fonts: --fumikura-accent and the like, see box/style.js, and ::part(). This file is all that a page loads; the dialog
// itself comes when a reader first reaches for it.
(() => {
  "use strict";
  const script = document.currentScript || document.querySelector('script[src*="/widget.js"]');
  if (!script || customElements.get("fumikura-box")) return;
  const home = new URL(".", script.src).href;
  const PATIENCE = 10_000; // ms for the dialog to come
  const PASSED = ["server", "blog", "lang", "placeholder", "theme", "shortcut"]; // attributes that the script and a stand-in hand on

  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial; display: inline-block; color-scheme: light dark; }
    :host([hidden]) { display: none; }
    :host([floating]) { position: fixed; right: 0; bottom: 0; }
    :where(.main, .notice, .early) { all: initial; } /* rules of the page for * reach the host, and what is inherited from it would come in */
    :host([floating]) > .main { position: fixed; right: 16px; bottom: 16px; z-index: var(--fumikura-z, 2147483000); }
    button { display: inline-flex; align-items: center; gap: .5em; min-height: 44px; min-width: 44px; padding: 0 16px; cursor: pointer;
      font: 16px/1 var(--fumikura-font, system-ui, "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", Meiryo, sans-serif);
      color: var(--fumikura-on-accent, #fff); background: var(--fumikura-accent, #1f4b99); border: 0; border-radius: var(--fumikura-radius, 10px); }
    button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px var(--fumikura-accent, #1f4b99); }
    svg { width: 1.15em; height: 1.15em; fill: none; stroke: currentColor; stroke-width: 2.5; stroke-linecap: round; }
    :host([bare]) { position: fixed; inset: 0 auto auto 0; width: 0; height: 0; }
    :host([bare]) > .main { display: none; }
    .notice { position: fixed; inset: auto 16px 76px auto; margin: 0; box-sizing: border-box; width: max-content; max-width: min(360px, calc(100vw - 32px));
      padding: 12px 16px; font: 15px/1.6 var(--fumikura-font, system-ui, "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", Meiryo, sans-serif);
      color: var(--fumikura-fg, CanvasText); background: var(--fumikura-bg, Canvas); border: 1px solid; border-radius: var(--fumikura-radius, 10px); }
    .notice > * { margin: 8px 8px 0 0; }
    .notice a { display: inline-block; padding: 10px 0; font: inherit; color: inherit; }
    :host([field]), :host([inline]) { display: block; }
    :host([field]) > .main, .page input { box-sizing: border-box; width: 100%; color: var(--fumikura-fg, CanvasText); background: var(--fumikura-bg, Canvas); border: 1px solid var(--fumikura-soft, GrayText); }
    :host([field]) > .main { color: var(--fumikura-soft, color-mix(in srgb, CanvasText 70%, Canvas)); }
    .key { margin-inline-start: auto; padding: 3px 7px; font-size: 13px; border: 1px solid; border-radius: 5px; }
    @media (pointer: coarse) { .key { display: none; } }
    .inline { all: initial; position: relative; display: block; }
    form { margin: 0; }
    .page input { min-height: 44px; margin: 0; padding: 0 12px; border-radius: var(--fumikura-radius, 10px); outline-offset: 1px;
      font: 16px/1.6 var(--fumikura-font, system-ui, "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", Meiryo, sans-serif); }
    .page input::placeholder { color: inherit; opacity: .75; }
    .page input:focus-visible { outline: 3px solid var(--fumikura-accent, #3d6fc4); }
    .early { display: block; position: fixed; inset: 8vh 0 auto; box-sizing: border-box; width: min(704px, 100vw - 32px); margin: 0 auto; padding: 12px; z-index: var(--fumikura-z, 2147483000);
      background: var(--fumikura-bg, Canvas); border: 1px solid var(--fumikura-line, GrayText); border-radius: var(--fumikura-radius, 12px); }
    @media (max-width: 640px), (max-height: 420px) { .early { inset: 0 0 auto; width: 100%; padding: 8px; border-width: 0 0 1px; border-radius: 0; } }
    @media (forced-colors: active) { button { border: 1px solid ButtonBorder; } }
    @media print { .main, .notice, .early { display: none; } }`);

  class FumikuraBox extends HTMLElement {
    constructor() {
      super();
      this.attachShadow({ mode: "open" }).adoptedStyleSheets = [style];
    }

    connectedCallback() {
      if (!this.hasAttribute("floating") && !this.hasAttribute("bare")) document.querySelector("fumikura-box[floating]")?.remove();
      if (this.shadowRoot.childElementCount) return;
      if (this.hasAttribute("inline")) return this.placeField();
      const button = make("button", { type: "button" });
      button.className = "main";
      button.setAttribute("part", "button");
      button.setAttribute("aria-haspopup", "dialog");
      button.setAttribute("aria-keyshortcuts", [this.shortcut, "Control+K Meta+K"].filter(Boolean).join(" "));
      if (this.hasAttribute("field")) {
        button.append(icon(), this.placeholder);
        if (this.shortcut) button.append(make("span", { class: "key", "aria-hidden": "true" }, this.shortcut.toUpperCase()));
      } else {
        button.append(icon(), this.japanese ? "検索" : "Search");
      }
      button.addEventListener("click", () => this.open());
      for (const near of ["pointerenter", "focus", "touchstart"]) {
        button.addEventListener(near, () => void this.load().catch(() => {}), { once: true, passive: true });
      }
      this.shadowRoot.append(button);
    }

    // placeField makes a form that leads to the search page until the rest is loaded, which a reader who reaches for it sets off.
    placeField() {
      const input = this.field();
      this.frame = make("div", { class: "inline page" }, make("form", { action: this.server + "search", role: "search" }, input));
      this.frame.style.colorScheme = this.scheme;
      input.addEventListener("focus", () => void this.load().then((box) => this.shadowRoot.activeElement === input && box.open(), () => {}));
      this.shadowRoot.append(this.frame);
    }

    field() {
      return make("input", { type: "search", name: "q", placeholder: this.placeholder, "aria-label": this.placeholder, maxlength: "256",
        autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "search", part: "input" });
    }

    // placeEarly shows a field that takes what a reader types while the dialog is on its way; the promise is kept once it is not in mid-conversion.
    placeEarly() {
      const before = this.shadowRoot.activeElement || document.activeElement;
      const input = this.field();
      const early = (this.early = { input });
      const frame = make("div", { class: "early page", popover: "manual" }, input);
      frame.style.colorScheme = this.scheme;
      early.end = () => {
        if (this.early !== early) return;
        this.early = null;
        frame.remove();
        before?.focus?.({ preventScroll: true });
      };
      input.addEventListener("compositionstart", () => (early.ready = new Promise((done) => input.addEventListener("compositionend", done, { once: true }))));
      input.addEventListener("blur", () => document.hasFocus() && early.end());
      for (const kind of ["keydown", "keypress", "keyup"]) {
        input.addEventListener(kind, (e) => {
          e.stopPropagation();
          if (kind !== "keydown" || e.isComposing) return;
          if (e.key === "Escape") early.end();
          early.entered ||= e.key === "Enter";
        });
      }
      this.shadowRoot.append(frame);
      frame.showPopover?.();
      input.focus();
      return early;
    }

    get placeholder() {
      return this.getAttribute("placeholder") || (this.japanese ? "キーワードで記事を検索" : "Search posts");
    }

    // A page that swaps its body (Turbo, pjax, Astro, a hydration that starts over) throws the box away; another takes its place.
    disconnectedCallback() {
      this.shadowRoot.querySelector("dialog")?.close();
      setTimeout(place);
    }

    // server is the address of the search server, with a slash at its end.
    get server() {
      const own = this.getAttribute("server");
      return own && /^https?:\/\//.test(own) ? own.replace(/\/?$/, "/") : home;
    }

    get japanese() {
      return (this.getAttribute("lang") || document.documentElement.lang || navigator.language).startsWith("ja");
    }

    // shortcut is the single key that opens the box, empty for none.
    get shortcut() {
      const own = (this.getAttribute("shortcut") ?? "/").toLowerCase();
      return own === "none" ? "" : own;
    }

    // scheme is light or dark: as told, as the page shows it (its own switch may differ from the reader's system), or as it declares.
    get scheme() {
      const told = (value) => /^(only )?(light|dark)$/.exec(value || "")?.[2];
      const theme = told(this.getAttribute("theme"));
      if (theme) return theme;
      for (const e of [document.body, document.documentElement]) {
        const light = lightness(getComputedStyle(e).backgroundColor);
        if (light !== undefined) return light < 0.4 ? "dark" : "light";
      }
      return told(getComputedStyle(document.documentElement).colorScheme) || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    }

    // load brings the dialog. Some browsers remember for ever that a module could not be fetched, so that each try has an address of its own.
    load() {
      if (this.loading) return this.loading;
      const version = "VERSION" + (this.tries ? `-${this.tries}` : "");
      this.tries = (this.tries || 0) + 1;
      const late = new Promise((_, no) => setTimeout(no, PATIENCE, new Error("the search server does not answer")));
      this.loading = Promise.race([import(`${this.server}asset/${version}/box.js`), late]).then((m) => (this.box = new m.Box(this)));
      this.loading.catch(() => (this.loading = null)); // the next try may go better
      return this.loading;
    }

    // open shows the dialog, or in its place a notice where it cannot be loaded: the reader keeps the article.
    async open() {
      if (!rendered(this) && !this.hasAttribute("bare")) return this.standIn().open();
      if (this.early) return;
      this.notice?.remove();
      if (this.box) return this.box.open();
      if (this.frame) return this.frame.querySelector("input").focus(); // which opens it
      const early = this.placeEarly();
      try {
        const box = await this.load();
        await early.ready;
        if (this.early !== early) return; // the reader has turned away
        const { value, selectionStart, selectionEnd } = early.input;
        early.end();
        if (value) box.input.value = value;
        box.open(value && [selectionStart, selectionEnd]);
        if (early.entered) box.enter();
      } catch {
        const { value } = early.input;
        early.end();
        this.tell(value);
      }
    }

    // standIn is a box without a button for one that is not rendered (a menu that is folded away): a modal dialog in there would make
    // the page inert and show nothing.
    standIn() {
      this.stand ||= make("fumikura-box", { bare: "" });
      for (const { name, value } of this.attributes) if (PASSED.includes(name)) this.stand.setAttribute(name, value);
      this.stand.style.setProperty("display", "block", "important");
      if (!this.stand.isConnected) document.body.append(this.stand);
      return this.stand;
    }

    // tell says in place that the search could not be loaded; the words that a reader has written lead on to its page.
    tell(words) {
      this.notice?.remove();
      const ja = this.japanese;
      const again = make("button", { type: "button" }, ja ? "もう一度試す" : "Try again");
      const close = make("button", { type: "button" }, ja ? "閉じる" : "Close");
      again.addEventListener("click", () => void this.open());
      close.addEventListener("click", () => this.notice.remove());
      this.notice = make("div", { class: "notice", part: "notice", role: "alert", popover: "manual", lang: ja ? "ja" : "en" },
        ja ? "検索を読み込めませんでした。" : "The search could not be loaded.", make("br", {}), again, close,
        make("a", { href: this.server + "search" + (words && "?q=" + encodeURIComponent(words)) }, ja ? "検索ページを開く" : "Open the search page"));
      this.notice.style.colorScheme = this.scheme;
      this.shadowRoot.append(this.notice);
      this.notice.showPopover?.();
    }
  }

  function make(name, attributes, ...children) {
    const e = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
    e.append(...children);
    return e;
  }

  function icon() {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(svg.namespaceURI, "path");
    path.setAttribute("d", "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5 21 21");
    svg.append(path);
    return svg;
  }

  const rendered = (box) => box.shadowRoot.firstElementChild?.getClientRects().length > 0;

  // lightness is that of a computed colour, from 0 to 1; undefined where what is behind shows through.
  function lightness(color) {
    const [a, b, c, alpha = 1] = (color.replace(/^color\(\S+/, "").match(/-?[\d.]+(e-?\d+)?/g) || []).map(Number);
    if (a === undefined || alpha < 0.5) return undefined;
    if (/^oklab|^oklch/.test(color)) return a;
    if (/^lab|^lch/.test(color)) return a / 100;
    return (0.2126 * a + 0.7152 * b + 0.0722 * c) / (color.startsWith("rgb") ? 255 : 1);
  }

  function editable(e) {
    const at = e.composedPath()[0];
    return at instanceof Element && (at.isContentEditable || at.matches("input, textarea, select"));
  }

  customElements.define("fumikura-box", FumikuraBox);

  document.addEventListener("keydown", (e) => {
    if (e.defaultPrevented || e.isComposing || e.keyCode === 229 || e.altKey) return;
    const boxes = [...document.querySelectorAll("fumikura-box:not([bare])")];
    const box = boxes.find(rendered) || boxes[0];
    if (!box) return;
    const key = e.key.toLowerCase();
    const shift = e.shiftKey && key !== e.key; // some keyboards have / on the shifted level
    const single = key === box.shortcut && !e.ctrlKey && !e.metaKey && !shift && !editable(e);
    const k = key === "k" && e.ctrlKey !== e.metaKey && !e.shiftKey;
    if (single || k) {
      e.preventDefault();
      box.open();
    }
  });

  function place() {
    if (!document.body || document.querySelector("fumikura-box:not([bare])")) return;
    const box = make("fumikura-box", { floating: "" });
    for (const name of PASSED) if (script.dataset[name]) box.setAttribute(name, script.dataset[name]);
    document.body.append(box);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
  else place();
})();
