// What the box says in Japanese and English, and how text becomes elements.

const ja = {
  lang: "ja", search: "記事を検索", placeholder: "キーワードで記事を検索", results: "検索結果", close: "閉じる", recent: "最近の検索", preview: "プレビュー", match: (n, all) => `一致 ${n} / ${all}　→ 次　← 前`, nomatch: "本文に一致する箇所はありません。", newest: "新しい記事", tags: "タグ", wanted: "よく検索されている語", forget: "履歴を消す",
  suggestions: "候補", posts: "記事", dym: "もしかして", corrected: (to) => `${to} の結果を表示しています。`, verbatim: () => "元の語で検索", more: "すべて", tag: "タグ", author: "著者", missing: "含まれない語：", translations: "ほかの言語：", comma: "、",
  part: ({ name, number }) => `連載「${name}」第 ${number} 回`,
  hint: "→ プレビュー　", hints: (more) => `↑↓ 選択　${more}Enter 開く　Esc 閉じる`, relaxed: "一部の語だけを含む記事です。", plain: "検索ページを開く", again: "もう一度試す",
  broken: "現在、検索を利用できません。しばらくしてからもう一度お試しください。", long: "検索語が長すぎます（256 文字、32 語まで）。", waiting: "検索しています…", busy: "混み合っています。少し待ってからもう一度お試しください。",
  found: (n) => `${n} 件`, none: (q) => `「${q}」に一致する記事は見つかりませんでした。別のキーワードや、語を減らしての検索をお試しください。`, all: (n) => `${n} 件すべてを見る`,
};

const en = {
  lang: "en", search: "Search posts", placeholder: "Search posts", results: "Results", close: "Close", recent: "Recent searches", preview: "Preview", match: (n, all) => `Match ${n} of ${all}   → next   ← previous`, nomatch: "Nothing in the text matches.", newest: "Newest posts", tags: "Tags", wanted: "Often searched", forget: "Clear history",
  suggestions: "Suggestions", posts: "Posts", dym: "Did you mean", corrected: (to) => `Showing results for ${to}.`, verbatim: (from) => `Search instead for ${from}`, more: "All", tag: "tag", author: "author", missing: "Missing: ", translations: "Also in: ", comma: ", ",
  part: ({ name, number }) => `Part ${number} of “${name}”`,
  hint: "→ preview   ", hints: (more) => `↑↓ select   ${more}Enter open   Esc close`, relaxed: "These posts lack some of the words.", plain: "Open the search page", again: "Try again",
  broken: "Search is unavailable right now. Please try again later.", long: "Your search is too long (256 characters, 32 words).", waiting: "Searching…", busy: "Search is busy. Please wait a little and try again.",
  found: (n) => (n === 1 ? "1 result" : `${n} results`), none: (q) => `Nothing was found for “${q}”. Try different or fewer words.`, all: (n) => `See all ${n} results`,
};

export const words = (japanese) => (japanese ? ja : en);

// element makes an element; attributes that are undefined are left out.
export function element(name, attributes, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) e.setAttribute(key, value);
  e.append(...children);
  return e;
}

const REST = 1000; // ms of silence before a live region speaks: whoever types hears keys, not every answer on the way

// Voice speaks through a live region (role=status) once its owner has had nothing new to say for a while.
export class Voice {
  constructor(region) {
    this.region = region;
  }

  say(text) {
    clearTimeout(this.timer);
    this.region.textContent = "";
    if (text) this.timer = setTimeout(() => (this.region.textContent = text), REST);
  }
}

const entities = { "&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'", "&amp;": "&" };
const plain = (html) => html.replace(/&(?:lt|gt|amp|#34|#39);/g, (e) => entities[e]);

// marked turns the API's HTML, in which <mark> is the only markup, into nodes. Anything else in it stays text.
export function marked(html) {
  return html.split(/(<mark>.*?<\/mark>)/s).filter(Boolean).map((part) => {
    const inner = /^<mark>(.*)<\/mark>$/s.exec(part);
    return inner ? element("mark", { part: "mark" }, plain(inner[1])) : plain(part);
  });
}

// target is where a hit opens: its section. A text directive of a single word would win over the section and lead to the first place
// where the page has that word, most often its title. Empty: nowhere safe.
export function target(hit) {
  const url = hit.open || hit.section?.url || hit.url; // open leads to the section too
  return /^https?:\/\//.test(url) ? url : "";
}
