// What the box says in Japanese and English, and how text becomes elements.

const ja = {
  lang: "ja", search: "記事を検索", placeholder: "言葉を入力", results: "検索結果", close: "閉じる", recent: "最近の検索", forget: "履歴を消す",
  suggestions: "候補", posts: "記事", dym: "もしかして", corrected: (to) => `${to} の結果を表示しています。`, verbatim: () => "元の語で検索", more: "すべて", tag: "タグ", author: "著者", missing: "含まれない言葉：",
  hints: "↑↓ 選択　Enter 開く　Esc 閉じる", relaxed: "一部の言葉を含まない記事です。", plain: "検索ページを開く",
  broken: "検索サーバーに接続できません。", long: "検索語が多すぎます。", waiting: "検索しています…", busy: "混み合っています。少し待ってからもう一度お試しください。",
  found: (n) => `${n} 件`, none: (q) => `「${q}」に一致する記事は見つかりませんでした。別の言葉もお試しください。`, all: (n) => `${n} 件すべてを見る`,
};

const en = {
  lang: "en", search: "Search posts", placeholder: "Type words", results: "Results", close: "Close", recent: "Recent searches", forget: "Clear history",
  suggestions: "Suggestions", posts: "Posts", dym: "Did you mean", corrected: (to) => `Showing results for ${to}.`, verbatim: (from) => `Search instead for ${from}`, more: "All", tag: "tag", author: "author", missing: "Missing: ",
  hints: "↑↓ select   Enter open   Esc close", relaxed: "These posts lack some of the words.", plain: "Open the search page",
  broken: "The search server cannot be reached.", long: "These are too many words.", waiting: "Searching…", busy: "Search is busy. Please wait a little and try again.",
  found: (n) => (n === 1 ? "1 result" : `${n} results`), none: (q) => `Nothing was found for “${q}”. Try other words.`, all: (n) => `See all ${n} results`,
};

export const words = (japanese) => (japanese ? ja : en);

// element makes an element; attributes that are undefined are left out.
export function element(name, attributes, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) e.setAttribute(key, value);
  e.append(...children);
  return e;
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

// target is where a hit opens: its section, scrolled to the first match where the browser can. Empty: nowhere safe.
export function target(hit) {
  const url = hit.section?.url || hit.url;
  if (!/^https?:\/\//.test(url)) return "";
  const match = !hit.code && /<mark>(.*?)<\/mark>/s.exec(hit.snippet_html);
  if (!match) return url;
  const fragment = `:~:text=${encodeURIComponent(plain(match[1])).replaceAll("-", "%2D")}`;
  return url + (url.includes("#") ? "" : "#") + fragment;
}
