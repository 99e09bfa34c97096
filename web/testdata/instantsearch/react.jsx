import React from "react";
import { createRoot } from "react-dom/client";
import { Configure, Highlight, Hits, InstantSearch, Pagination, RefinementList, SearchBox, Snippet, Stats } from "react-instantsearch";
import { searchClient } from "SERVER/instantsearch.mjs";

function Hit({ hit }) {
  return (
    <article>
      <a href={hit.url}><Highlight attribute="title" hit={hit} /></a>
      <p><Snippet attribute="content" hit={hit} /></p>
      <span className="tags">{hit.tags.join(",")}</span>
    </article>
  );
}

createRoot(document.querySelector("#app")).render(
  <InstantSearch indexName="posts" searchClient={searchClient}>
    <Configure hitsPerPage={5} />
    <SearchBox />
    <Stats />
    <div id="tags"><RefinementList attribute="tag" searchable limit={20} /></div>
    <Hits hitComponent={Hit} />
    <Pagination />
  </InstantSearch>,
);
