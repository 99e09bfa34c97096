import type { components, operations, paths } from "./api";

type Found = components["schemas"]["Found"];
type Answer<O extends keyof operations, Status extends number> =
  operations[O]["responses"] extends Record<Status, { content: Record<string, infer T> }> ? T : never;

const [base, token] = process.argv.slice(2);

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  return (await (await fetch(base + path, init)).json()) as T;
}

const path: keyof paths = "/api/v1/search";
const params: NonNullable<operations["search"]["parameters"]["query"]> = { q: "コンテナ", size: 2, facets: "tag,year" };
const address = new URLSearchParams(Object.entries(params).map(([k, v]) => [k, String(v)]));
address.append("tag", "Docker");
address.append("tag", "検索");
const found = await ask<Found>(`${path}?${address}`);
const hit = found.hits[0]!;
const body: components["schemas"]["Ask"] = { q: "コンテナ", tag: ["Docker", "検索"], year: [2014, 2020] };
const byBody = await ask<Found>(path, { method: "POST", body: JSON.stringify(body) });
const post = await ask<Answer<"post", 200>>(`/api/v1/posts/${hit.id}`);
const offers = await ask<Answer<"suggest", 200>>("/api/v1/suggest?q=Do");
const run = await ask<Answer<"reindex", 202>>("/api/v1/reindex", { method: "POST", headers: { Authorization: `Bearer ${token}` } });
const wrong = await ask<components["schemas"]["Problem"]>(`${path}?size=1000`);
const published: string | null = hit.published;
const tags: string[] = (found.facets.tag ?? []).map((v) => v.value);
console.log(found.total, found.hits.length, tags.length > 0 && published !== "", byBody.total, post.title === hit.title, post.blocks.length, offers.suggestions.length > 0, run.state, wrong.detail);
