// The search box for a blog. One line is enough:
//
//   <script src="https://search.example.com/widget.js" async></script>
//
// It adds a button, and opens by / or Ctrl-K (⌘K). <fumikura-box> puts the button where the blog wants it. Attributes of the element,
// or data-… of the script: server (address of the search server; default: where this file came from), blog (start addresses of
// the blogs to search; default: all), lang (ja or en; default: the page's), placeholder, theme (light or dark; default: the reader's).
// Colours and fonts: --fumikura-accent and the like, see box/style.js, and ::part(). This file is all that a page loads; the dialog
// itself comes when a reader first reaches for it.
(() => {
  "use strict";
  const script = document.currentScript || document.querySelector('script[src*="/widget.js"]');
  if (!script || customElements.get("fumikura-box")) return;
  const home = new URL(".", script.src).href;

  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial; display: inline-block; color-scheme: light dark; }
    :host([hidden]) { display: none; }
    :host([floating]) { position: fixed; right: 1rem; bottom: 1rem; z-index: var(--fumikura-z, 2147483000); }
    :host([theme=light]) { color-scheme: light; }
    :host([theme=dark]) { color-scheme: dark; }
    button { display: inline-flex; align-items: center; gap: .5em; min-height: 44px; min-width: 44px; padding: 0 1em; cursor: pointer;
      font: 16px/1 var(--fumikura-font, system-ui, "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", Meiryo, sans-serif);
      color: var(--fumikura-on-accent, #fff); background: var(--fumikura-accent, #1f4b99); border: 0; border-radius: var(--fumikura-radius, 10px); }
    button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px var(--fumikura-accent, #1f4b99); }
    svg { width: 1.15em; height: 1.15em; fill: none; stroke: currentColor; stroke-width: 2.5; stroke-linecap: round; }
    @media print { :host { display: none; } }`);

  class FumikuraBox extends HTMLElement {
    constructor() {
      super();
      this.attachShadow({ mode: "open" }).adoptedStyleSheets = [style];
    }

    connectedCallback() {
      if (this.shadowRoot.childElementCount) return;
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("part", "button");
      button.setAttribute("aria-haspopup", "dialog");
      button.setAttribute("aria-keyshortcuts", "/ Control+K Meta+K");
      button.append(icon(), this.japanese ? "検索" : "Search");
      button.addEventListener("click", () => this.open());
      for (const near of ["pointerenter", "focus", "touchstart"]) {
        button.addEventListener(near, () => void this.load().catch(() => {}), { once: true, passive: true });
      }
      this.shadowRoot.append(button);
    }

    // server is the address of the search server, with a slash at its end.
    get server() {
      const own = this.getAttribute("server");
      return own && /^https?:\/\//.test(own) ? own.replace(/\/?$/, "/") : home;
    }

    get japanese() {
      return (this.getAttribute("lang") || document.documentElement.lang || navigator.language).startsWith("ja");
    }

    load() {
      this.loading ||= import(`${this.server}asset/VERSION/box/box.js`).then((m) => new m.Box(this));
      this.loading.catch(() => (this.loading = null)); // the next try may go better
      return this.loading;
    }

    // open shows the dialog, or goes to the plain search page where that fails.
    async open() {
      try {
        (await this.load()).open();
      } catch {
        location.href = this.server + "search";
      }
    }
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

  function editable(e) {
    const at = e.composedPath()[0];
    return at instanceof Element && (at.isContentEditable || at.matches("input, textarea, select"));
  }

  customElements.define("fumikura-box", FumikuraBox);

  document.addEventListener("keydown", (e) => {
    if (e.defaultPrevented || e.isComposing || e.keyCode === 229 || e.altKey || e.shiftKey) return;
    const slash = e.key === "/" && !e.ctrlKey && !e.metaKey && !editable(e);
    const k = e.key.toLowerCase() === "k" && e.ctrlKey !== e.metaKey;
    const box = document.querySelector("fumikura-box");
    if (box && (slash || k)) {
      e.preventDefault();
      box.open();
    }
  });

  function place() {
    if (document.querySelector("fumikura-box")) return;
    const box = document.createElement("fumikura-box");
    box.setAttribute("floating", "");
    for (const name of ["server", "blog", "lang", "placeholder", "theme"]) {
      if (script.dataset[name]) box.setAttribute(name, script.dataset[name]);
    }
    document.body.append(box);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
  else place();
})();
