// A search client for InstantSearch.js, React InstantSearch and Vue InstantSearch, over the JSON API of this server:
//
//   import { searchClient } from "https://search.example.com/instantsearch.mjs";
//   instantsearch({ indexName: "posts", searchClient })
//
// createSearchClient(url, options) makes one for another server; options are { fetch, headers }. Attributes of a hit: objectID, url,
// title, content (the snippet), author, tags, published, updated, year, lang, blog, image, series, sections. Facets: tag, author, series,
// year, lang, blog. The index name says the order: posts by relevance, and names that end in _newest or _oldest. What this server
// cannot do, such as geography, is refused with an Error and never ignored.

const FACETS = ["tag", "author", "series", "year", "lang", "blog"];
const MOST = 100; // hits of a page and values of a facet, as the API has it
const DEEPEST = 10000; // results that can be paged through

// Parameters that would change which posts are found, and that this server has no answer to.
const REFUSED = ["aroundLatLng", "aroundLatLngViaIP", "insideBoundingBox", "insidePolygon", "tagFilters", "optionalWords", "similarQuery",
  "ruleContexts", "facetingAfterDistinct"];

class SearchError extends Error {
  constructor(message, status = 0) {
    super(message);
    this.name = "FumikuraError";
    this.status = status;
  }
}

/** createSearchClient makes a client of the server at url. */
export function createSearchClient(url, options = {}) {
  const base = String(url).replace(/\/+$/, "");
  const ask = options.fetch ?? ((...given) => fetch(...given));

  async function get(path, params) {
    const answer = await ask(`${base}${path}?${params}`, { headers: { Accept: "application/json", ...options.headers } });
    const body = await answer.json().catch(() => null);
    if (!answer.ok || body === null) {
      throw new SearchError(body?.detail ?? `the search answered ${answer.status}`, answer.status);
    }
    return body;
  }

  // One question is asked once, however many widgets put it.
  function asking() {
    const asked = new Map();
    return (params, path = "/api/v1/search") => {
      const key = `${path}?${params}`;
      if (!asked.has(key)) asked.set(key, get(path, params));
      return asked.get(key);
    };
  }

  async function answer(request, find) {
    if (request.type === "facet") return facetValues(request, find);
    const p = parametersOf(request);
    const facets = facetsOf(p.facets);
    const size = clamp(p.hitsPerPage ?? 20, 0, MOST);
    const page = Math.max(0, Number(p.page ?? 0));
    const params = question(request, p);
    params.set("size", String(Math.max(1, size)));
    if ((page + 1) * Math.max(1, size) > DEEPEST) return empty(request, p, page, size); // behind the last page, as InstantSearch may ask
    if (size > 0) params.set("page", String(page + 1));
    count(params, facets, clamp(p.maxValuesPerFacet ?? MOST, 1, MOST));
    return result(request, p, await find(params), { facets, page, size });
  }

  async function facetValues(request, find) {
    const p = parametersOf(request);
    const name = facetOf(request.facet ?? request.facetName ?? p.facetName);
    const params = question(request, p);
    const most = clamp(request.maxFacetHits ?? p.maxFacetHits ?? 10, 1, MOST);
    const typed = String(request.facetQuery ?? p.facetQuery ?? "");
    params.delete("sort");
    params.set("name", name);
    params.set("facet_size", String(most));
    if (typed !== "") params.set("facet_query", typed);
    const { values } = await find(params, "/api/v1/facets");
    return {
      facetHits: values.map((v) => ({ value: v.value, count: v.count, highlighted: highlightTyped(v.value, fold(typed), p) })),
      exhaustiveFacetsCount: values.length < most,
      processingTimeMS: 0,
    };
  }

  return {
    async search(requests) {
      const find = asking();
      const list = Array.isArray(requests) ? requests : requests.requests;
      return { results: await Promise.all(list.map((r) => answer(r, find))) };
    },
    async searchForFacetValues(requests) {
      const find = asking();
      return Promise.all(requests.map((r) => facetValues(r, find)));
    },
    clearCache() {},
    addAlgoliaAgent() {},
  };
}

/** searchClient is the client of the server that this file came from. */
export const searchClient = createSearchClient(new URL(".", import.meta.url).href);

// parametersOf gives the parameters of a request, which older clients nest.
function parametersOf(request) {
  const p = { ...request, ...request.params };
  for (const name of REFUSED) {
    if (p[name] !== undefined && p[name] !== false && p[name] !== "" && !(Array.isArray(p[name]) && p[name].length === 0)) {
      throw new SearchError(`this server does not take ${name}`);
    }
  }
  return p;
}

// question writes what is looked for: the query and the filters.
function question(request, p) {
  const params = new URLSearchParams();
  const text = [p.query ?? ""];
  const chosen = new Set();
  for (const group of groupsOf(p.facetFilters)) {
    const pairs = group.map(pairOf);
    const [first] = pairs;
    const simple = group.any && pairs.every((f) => f.name === first.name && !f.not) && !chosen.has(first.name);
    if (simple) { // any of some values of one facet, as the API takes it: its counts then do not depend on the choice
      chosen.add(first.name);
      for (const f of pairs) params.append(f.name, f.value);
    } else if (pairs.length === 1) {
      text.push(first.not ? `-${termOf(first)}` : `(${termOf(first)} OR ${termOf(first)})`); // side by side they would mean any of them
    } else {
      text.push(`(${pairs.map((f) => (f.not ? "-" : "") + termOf(f)).join(" OR ")})`);
    }
  }
  for (const group of groupsOf(p.numericFilters)) {
    const terms = group.map(yearTerm);
    text.push(terms.length === 1 ? terms[0] : `(${terms.join(" OR ")})`);
  }
  if (p.filters) text.push(filterText(p.filters));
  params.set("q", text.filter((t) => t !== "").join(" "));
  const order = /_(newest|oldest)$/.exec(request.indexName ?? "");
  if (order) params.set("sort", order[1]);
  return params;
}

// count asks for facets. A search that needs none asks for the smallest, since none at all would mean all of them.
function count(params, facets, size) {
  params.set("facets", facets.length > 0 ? facets.join(",") : "lang");
  params.set("facet_size", String(facets.length > 0 ? size : 1));
}

// groupsOf gives filters as a list of lists: any of the inner, all of the outer. Those that were a list themselves say so, for there may be
// one of several only just now.
function groupsOf(filters) {
  if (filters === undefined || filters === null || filters === "") return [];
  const list = Array.isArray(filters) ? filters : [filters];
  return list.map((f) => (Array.isArray(f) ? Object.assign([...f], { any: true }) : [f])).filter((group) => group.length > 0);
}

// pairOf reads tag:Docker, and tag:-Docker for its opposite. A value that begins with - is written with \ before it.
function pairOf(filter) {
  const colon = filter.indexOf(":");
  if (colon < 0) throw new SearchError(`the filter ${filter} is none of the form facet:value`);
  const name = facetOf(filter.slice(0, colon));
  const value = filter.slice(colon + 1);
  if (value.startsWith("-")) return { name, value: value.slice(1), not: true };
  return { name, value: value.startsWith("\\-") ? value.slice(1) : value, not: false };
}

function termOf(f) {
  if (f.value.includes('"')) throw new SearchError(`a value with a quotation mark cannot be chosen in this way: ${f.value}`);
  return `${f.name}:"${f.value}"`;
}

function facetOf(name) {
  const at = String(name).replace(/^(searchable|filterOnly|afterDistinct)\((.*)\)$/, "$2");
  if (at === "tags") return "tag";
  if (!FACETS.includes(at)) throw new SearchError(`there is no facet ${name}; there are ${FACETS.join(", ")}`);
  return at;
}

function facetsOf(facets) {
  const list = facets === undefined ? [] : Array.isArray(facets) ? facets : String(facets).split(",");
  if (list.includes("*")) return FACETS;
  return [...new Set(list.filter((f) => f !== "").map(facetOf))];
}

// yearTerm writes a comparison with a year in the query language.
function yearTerm(filter) {
  const m = /^\s*year\s*(<=|>=|=|<|>|!=)\s*(\d{1,4})(?:\.\d+)?\s*$/.exec(filter);
  if (!m) throw new SearchError(`the numeric filter ${filter} is none this server takes; it takes year, as in year>=2016`);
  const year = Number(m[2]);
  const four = (n) => String(n).padStart(4, "0");
  switch (m[1]) {
    case "<=": return `before:${four(year + 1)}`;
    case ">=": return `after:${four(year)}`;
    case "<": return `before:${four(year)}`;
    case ">": return `after:${four(year + 1)}`;
    case "!=": return `-year:${four(year)}`;
    default: return `year:${four(year)}`;
  }
}

// filterText brings AND and NOT of a filter into the query language; what stands in quotation marks stays.
function filterText(filters) {
  const parts = filters.split(/("[^"]*")/);
  return `(${parts.map((t, i) => (i % 2 ? t : t.replace(/\bAND\b/g, " ").replace(/\bNOT\s+/g, "-"))).join("")})`;
}

// result writes an answer of the API as InstantSearch reads it.
function result(request, p, found, { facets, page, size }) {
  const pages = size > 0 ? Math.min(Math.ceil(found.total / size), Math.floor(DEEPEST / size)) : 0;
  const counts = {};
  const stats = {};
  for (const name of facets) {
    const values = found.facets[name];
    if (values.length === 0) continue;
    counts[name] = Object.fromEntries(values.map((v) => [v.value, v.count]));
    if (name === "year") stats.year = statsOf(values);
  }
  return {
    ...empty(request, p, page, size),
    hits: size > 0 ? found.hits.map((h) => hitOf(h, p)) : [],
    nbHits: found.total,
    nbPages: pages,
    facets: counts,
    facets_stats: stats,
    exhaustiveFacetsCount: facets.every((name) => found.facets[name].length < MOST),
    processingTimeMS: Math.round(found.took_ms),
    ...(found.corrected ? { queryAfterRemoval: found.corrected.to } : {}),
    ...(found.did_you_mean ? { userData: [{ did_you_mean: found.did_you_mean }] } : {}),
  };
}

function empty(request, p, page, size) {
  return {
    index: request.indexName ?? "", query: p.query ?? "", params: "", hits: [], nbHits: 0, page, nbPages: 0, hitsPerPage: size, facets: {},
    facets_stats: {}, exhaustiveNbHits: true, exhaustiveFacetsCount: true, processingTimeMS: 0, renderingContent: {},
  };
}

function statsOf(values) {
  const years = values.map((v) => [Number(v.value), v.count]);
  const sum = years.reduce((n, [year, times]) => n + year * times, 0);
  const all = years.reduce((n, [, times]) => n + times, 0);
  return { min: Math.min(...years.map(([y]) => y)), max: Math.max(...years.map(([y]) => y)), avg: sum / all, sum };
}

function hitOf(h, p) {
  const hit = {
    objectID: h.id, url: h.url, title: h.title, content: textOf(h.snippet_html), author: h.author, tags: h.tags, published: h.published,
    updated: h.updated, year: h.published ? Number(h.published.slice(0, 4)) : null, lang: h.lang, blog: h.blog, image: h.image, series: h.series,
    sections: h.sections.map((s) => ({ title: s.title, url: s.url, content: textOf(s.snippet_html) })),
  };
  const wanted = Array.isArray(p.attributesToRetrieve) && !p.attributesToRetrieve.includes("*") ? p.attributesToRetrieve : null;
  const kept = wanted ? Object.fromEntries(Object.entries(hit).filter(([name]) => name === "objectID" || wanted.includes(name))) : hit;
  const plain = (value) => ({ value: value ?? "", matchLevel: "none", matchedWords: [] });
  const snippet = marked(h.snippet_html, p);
  return {
    ...kept,
    _highlightResult: { title: marked(h.title_html, p), content: snippet, author: plain(h.author), tags: h.tags.map(plain) },
    _snippetResult: { title: marked(h.title_html, p), content: snippet },
  };
}

// marked writes text of the API, in which matches stand in <mark> and all else is escaped, with the marks that are asked for. Whoever
// shows it escapes it: InstantSearch does.
function marked(html, p) {
  const [open, close] = [p.highlightPreTag ?? "<em>", p.highlightPostTag ?? "</em>"];
  const words = [...html.matchAll(/<mark>(.*?)<\/mark>/gs)].map((m) => unescape(m[1]).toLowerCase());
  const value = html.split(/(<mark>|<\/mark>)/).map((t) => (t === "<mark>" ? open : t === "</mark>" ? close : unescape(t))).join("");
  return { value, matchLevel: words.length > 0 ? "full" : "none", matchedWords: [...new Set(words)], fullyHighlighted: false };
}

function textOf(html) {
  return unescape(html.replace(/<\/?mark>/g, ""));
}

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&#34;": '"', "&#39;": "'", "&quot;": '"' };

function unescape(html) {
  return html.replace(/&(?:lt|gt|amp|quot|#34|#39);/g, (entity) => ENTITIES[entity]);
}

// highlightTyped marks what was typed in a value.
function highlightTyped(value, typed, p) {
  const at = typed === "" ? -1 : value.toLowerCase().indexOf(typed);
  if (at < 0) return value;
  const end = at + typed.length;
  return value.slice(0, at) + (p.highlightPreTag ?? "<em>") + value.slice(at, end) + (p.highlightPostTag ?? "</em>") + value.slice(end);
}

// fold makes full-width letters, half-width kana and capitals equal.
function fold(text) {
  return String(text).normalize("NFKC").toLowerCase();
}

function clamp(n, least, most) {
  return Math.min(most, Math.max(least, Math.trunc(Number(n)) || least));
}
