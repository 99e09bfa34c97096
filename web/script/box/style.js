// The style of the dialog, as a constructed sheet: a strict policy of the blog forbids inline styles, not these. Owners change it by
// custom properties (--fumikura-accent, -bg, -fg, -soft, -line, -mark, -mark-fg, -radius, -font) and by ::part().

const light = "--bg: #fff; --fg: #1c2126; --soft: #565f69; --line: #d5dae0; --on: #eaf0fa; --mark: #ffe9a3; --mark-fg: #1c2126;";
const dark = "--bg: #1b1f24; --fg: #e6e9ec; --soft: #a4adb7; --line: #3a424b; --on: #2a3342; --mark: #6a5310; --mark-fg: #fff;";

// NARROW are the screens on which the dialog takes all the room there is: phones, upright or on their side.
export const NARROW = "(max-width: 640px), (max-height: 420px)";

// WIDE are those on which the text of a hit has room beside the list.
export const WIDE = "(min-width: 1100px) and (min-height: 600px)";

export const sheet = new CSSStyleSheet();
sheet.replaceSync(`
/* px and em only: what 16px is, the page decides. Nothing is inherited from the page either. */
dialog { all: initial; ${light} color-scheme: light; }
dialog.dark { ${dark} color-scheme: dark; }
dialog {
  display: none; position: fixed; inset: 0; user-select: text; box-sizing: border-box; width: min(704px, 100vw - 32px); height: min(84vh, 704px); margin: 8vh auto auto; /* always the same, so that nothing moves while hits come and go */ padding: 0; overflow: hidden; flex-direction: column;
  color: var(--fumikura-fg, var(--fg)); background: var(--fumikura-bg, var(--bg)); border: 1px solid var(--fumikura-line, var(--line));
  border-radius: var(--fumikura-radius, 12px); box-shadow: 0 12px 48px #0006; overflow-wrap: anywhere; text-align: start;
  font: 16px/1.6 var(--fumikura-font, system-ui, "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", Meiryo, sans-serif);
}
dialog[open] { display: flex; }
dialog::backdrop { background: #0008; }
.head { display: flex; flex: none; gap: 8px; padding: 12px; border-bottom: 1px solid var(--fumikura-line, var(--line)); }
input { flex: 1; min-width: 0; min-height: 44px; box-sizing: border-box; padding: 0 12px; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--fumikura-soft, var(--soft)); border-radius: calc(var(--fumikura-radius, 12px) - 4px); }
input::-webkit-search-cancel-button { display: none; } /* beside the cross that closes it would be one too many */
input::placeholder { color: var(--fumikura-soft, var(--soft)); opacity: 1; }
.kept:focus-visible { outline: 3px solid var(--fumikura-accent, #3d6fc4); outline-offset: -3px; }
input:focus-visible, .close:focus-visible, a:focus-visible { outline: 3px solid var(--fumikura-accent, #3d6fc4); outline-offset: 1px; }
.close { justify-content: center; min-width: 44px; min-height: 44px; padding: 0; font-size: 24px; line-height: 1; color: inherit; background: none; }
.note { margin: 0; padding: 12px 16px 0; }
.note:empty { display: none; }
.note a { color: inherit; }
.again { min-width: 0; padding: 0 12px; font: inherit; color: inherit; background: none; border: 1px solid; }
.body { display: flex; flex: 1; min-height: 0; }
dialog:has(.preview:not([hidden])) { width: min(1120px, 100vw - 32px); }
.body:has(.preview:not([hidden])) > [role=listbox] { flex: 0 0 40%; }
.preview { display: flex; flex: 1; flex-direction: column; min-width: 0; box-sizing: border-box; border-left: 1px solid var(--fumikura-line, var(--line)); }
.preview[hidden] { display: none; }
.place { flex: none; margin: 0; padding: 8px 16px; font-size: 12.8px; white-space: pre-wrap; color: var(--fumikura-soft, var(--soft)); border-bottom: 1px solid var(--fumikura-line, var(--line)); }
.kept { flex: 1; min-height: 0; overflow-y: auto; padding: 0 16px 16px; font-size: 15px; line-height: 1.7; }
.kept h2 { font-size: 19.2px; line-height: 1.45; }
.kept h3 { margin: 1.5em 0 .4em; font-size: 16px; }
.kept p { margin: .6em 0; }
.kept pre { margin: .6em 0; padding: 8px 12px; white-space: pre-wrap; font: 13px/1.55 ui-monospace, Consolas, "Noto Sans Mono", monospace; background: var(--on); border-radius: 8px; }
.kept blockquote { margin: .6em 0; padding: 0 12px; border-left: 3px solid var(--fumikura-line, var(--line)); }
mark.here { outline: 2px solid var(--fumikura-accent, #3d6fc4); }
@media (max-width: 800px) { .body:has(.preview:not([hidden])) > [role=listbox] { display: none; } .preview { border: 0; } }
[role=listbox] { flex: 1; min-width: 0; overflow-y: auto; overscroll-behavior: contain; padding: 8px; }
[role=listbox]:empty { display: none; }
[role=listbox][aria-busy=true] { opacity: .55; transition: opacity .15s .25s; } /* of words that are no longer written */
.title { padding: 8px 8px 2.4px; font-size: 12.8px; font-weight: 700; color: var(--fumikura-soft, var(--soft)); }
[role=option] { display: flex; align-items: center; gap: 12px; min-height: 44px; box-sizing: border-box; padding: 5.6px 9.6px; border-radius: 8px; cursor: pointer; }
[role=option].hit { display: block; padding: 8px 9.6px; }
[role=option]:hover { background: var(--on); }
[role=option][aria-selected=true] { background: var(--on); box-shadow: inset 3px 0 var(--fumikura-accent, #3d6fc4); }
.hit > span { display: block; }
.text { flex: 1; }
.name { font-weight: 700; line-height: 1.4; }
.about, .kind { font-size: 12.8px; color: var(--fumikura-soft, var(--soft)); }
.excerpt { font-size: 14.4px; display: -webkit-box !important; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
.code { font-family: ui-monospace, Consolas, "Noto Sans Mono", monospace; white-space: pre-wrap; }
.row { position: sticky; bottom: -8px; display: flex; flex-wrap: wrap; gap: 8px; margin: 0 -8px; padding: 4px 8px; max-height: 52px; box-sizing: border-box; overflow: hidden; /* one line, however many there are */
  background: var(--fumikura-bg, var(--bg)); border-top: 1px solid var(--fumikura-line, var(--line)); }
.row.first { position: static; border: 0; align-items: center; max-height: 44px; } /* where a search begins: label and values in one line */
.row.first .title { flex: none; min-width: 6em; padding: 0 8px; }
.row.first [role=option] { min-height: 36px; }
@media (pointer: coarse), ${NARROW} { .row.first { max-height: 52px; } .row.first [role=option] { min-height: 44px; } }
.row [role=option] { flex: none; gap: 8px; max-width: min(20em, 80%); padding: 0 14px; border: 1px solid var(--fumikura-line, var(--line)); border-radius: 22px; }
.row .text { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.all .text, .clear .text { text-decoration: underline; }
mark { color: var(--fumikura-mark-fg, var(--mark-fg)); background: var(--fumikura-mark, var(--mark)); border-radius: 2px; }
.hints { flex: none; margin: 0; padding: 8px 16px; font-size: 12.8px; white-space: pre-wrap; color: var(--fumikura-soft, var(--soft)); border-top: 1px solid var(--fumikura-line, var(--line)); }
@media (forced-colors: active) { [role=option][aria-selected=true] { outline: 2px solid Highlight; outline-offset: -2px; } }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (pointer: coarse) { .hints { display: none; } }
@media ${NARROW} {
  /* --room and --above are what the keyboard leaves, --across and --left what is seen of a page that is wider than the screen, see Box.fit; svh
     where nothing is known of that. */
  dialog { inset: var(--above, 0px) auto auto var(--left, 0px); width: var(--across, 100%); max-width: 100%; height: var(--room, 100svh); max-height: none; margin: 0; border: 0; border-radius: 0; }
  .head { padding: 8px; }
  .note { padding: 6px 16px; }
  .hints { display: none; }
  [role=listbox] { padding: 0 8px 8px; }
  .title:not(.told) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .name { display: -webkit-box !important; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
  .hit .about { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
  .tight .excerpt { -webkit-line-clamp: 2; }
  .low .head { padding: 4px 8px; }
  .low .excerpt { -webkit-line-clamp: 1; }
  .row { flex-wrap: nowrap; overflow-x: auto; scrollbar-width: none; }
  .low .row { position: static; }
}
dialog.below { position: absolute; inset: calc(100% + 4px) 0 auto 0; z-index: var(--fumikura-z, 2147483000); width: auto; min-width: min(100%, 320px); max-width: none; height: auto; max-height: min(70vh, 560px); margin: 0;
  border: 1px solid var(--fumikura-line, var(--line)); border-radius: var(--fumikura-radius, 12px); }
`);
