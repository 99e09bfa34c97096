import { createApp, h } from "vue";
import { AisConfigure, AisHighlight, AisHits, AisInstantSearch, AisPagination, AisRefinementList, AisSearchBox, AisSnippet, AisStats } from "vue-instantsearch/vue3/es";
import { searchClient } from "SERVER/instantsearch.mjs";

const Hit = (hit) => h("article", [
  h("a", { href: hit.url }, [h(AisHighlight, { attribute: "title", hit })]),
  h("p", [h(AisSnippet, { attribute: "content", hit })]),
  h("span", { class: "tags" }, hit.tags.join(",")),
]);

createApp({
  render: () => h(AisInstantSearch, { indexName: "posts", searchClient, future: { preserveSharedStateOnUnmount: true } }, () => [
    h(AisConfigure, { "hits-per-page.camel": 5, hitsPerPage: 5 }),
    h(AisSearchBox),
    h(AisStats),
    h("div", { id: "tags" }, [h(AisRefinementList, { attribute: "tag", searchable: true, limit: 20 })]),
    h(AisHits, null, { item: ({ item }) => Hit(item) }),
    h(AisPagination),
  ]),
}).mount("#app");
