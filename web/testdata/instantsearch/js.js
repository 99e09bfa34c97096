import instantsearch from "instantsearch.js";
import { configure, hits, pagination, rangeInput, refinementList, searchBox, sortBy, stats } from "instantsearch.js/es/widgets";
import { searchClient } from "SERVER/instantsearch.mjs";

const search = instantsearch({ indexName: "posts", searchClient });
search.addWidgets([
  configure({ hitsPerPage: 5 }),
  searchBox({ container: "#box" }),
  stats({ container: "#stats" }),
  sortBy({ container: "#sort", items: [{ label: "relevance", value: "posts" }, { label: "oldest", value: "posts_oldest" }] }),
  refinementList({ container: "#tags", attribute: "tag", searchable: true, limit: 20 }),
  refinementList({ container: "#authors", attribute: "author", operator: "and" }),
  rangeInput({ container: "#years", attribute: "year" }),
  hits({
    container: "#hits",
    templates: {
      item: (hit, { html, components }) => html`<a href="${hit.url}">${components.Highlight({ hit, attribute: "title" })}</a>
        <p>${components.Snippet({ hit, attribute: "content" })}</p><span class="tags">${hit.tags.join(",")}</span> <time>${hit.year}</time>`,
    },
  }),
  pagination({ container: "#pages" }),
]);
search.on("error", ({ error }) => { document.title = `error: ${error.message}`; });
search.start();
