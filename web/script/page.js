// What the search page does beyond working: it searches while the reader types, keeps the address in step so that Back and a
// reload give the same list, and applies a filter when it is ticked. The server renders everything; this file swaps it in.
import { Finder, refused } from "./box/finder.js";
import { Typing } from "./box/typing.js";
import { Narrow } from "./narrow.js";
import { Voice, element } from "./box/text.js";
import { Recent } from "./box/recent.js";
import { Reading } from "./reading.js";
import { Years } from "./years.js";
import { Sheet } from "./sheet.js";

const box = document.querySelector("#q");
const form = document.querySelector("#ask");
const results = () => document.querySelector("#results");
const onSearchPage = Boolean(results()?.dataset.status);

if (onSearchPage) {
  // An address is asked for like a query, so that typing and clicking share one order: the newest wins.
  const finder = new Finder(load, show, fail);
  const sheet = new Sheet();
  const voice = new Voice(document.querySelector("#status"));
  const recent = new Recent(form.action);
  const reading = new Reading(results, (text) => voice.say(text));
  let how = {}; // what brought the newest request about, see go
  let failed = ""; // the address that could not be shown

  async function load(address, signal) {
    results().setAttribute("aria-busy", "true");
    const answer = await fetch(address, { signal, headers: { Accept: "text/html" } });
    const html = await answer.text();
    if (!answer.ok) throw refused(answer, { html });
    return html;
  }

  const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

  function show(address, html) {
    const next = parsed(html);
    failed = "";
    if (how.partial && next.querySelector(".nothing")) { // half a word that finds nothing says nothing
      results().removeAttribute("aria-busy");
      return;
    }
    const back = remember();
    results().replaceWith(next.querySelector("#results"));
    document.title = next.title;
    const feed = 'link[type="application/atom+xml"]';
    document.querySelector(feed).href = next.querySelector(feed).href;
    voice.say(results().dataset.status);
    if (!how.typed) box.value = next.querySelector("#q").value;
    prepare();
    sheet.renew();
    back();
    if (address !== location.pathname + location.search) history[how.step ? "pushState" : "replaceState"](null, "", address);
    if (how.typed) toHits();
    else if (how.step && !how.stay) scrollTo(0, 0);
  }

  // toHits brings the first hits below the box for whoever types; above a keyboard on the screen that needs the line of the name too.
  function toHits() {
    const stuck = -Math.min(0, parseFloat(getComputedStyle(document.querySelector(".top")).top) || 0); // see style.css; 0 on wide screens
    if (scrollY > stuck || (visualViewport?.height ?? innerHeight) < 600) scrollTo(0, stuck);
  }

  // fail says in place of the results what is wrong: those of before are no answer to what is written now, and a page of a server that is
  // gone would cost the reader this one.
  function fail(address, { html }) {
    const place = document.querySelector("#main");
    const said = html && parsed(html).querySelector("#main");
    sheet.dialog.close();
    results().removeAttribute("aria-busy");
    document.querySelector("#facets")?.remove();
    failed = address;
    if (said) {
      place.replaceChildren(...said.childNodes);
      voice.say(place.textContent);
      return;
    }
    const again = element("button", { type: "button", class: "again" }, results().dataset.again);
    again.addEventListener("click", retry);
    place.replaceChildren(element("p", { class: "note" }, results().dataset.gone), again);
    voice.say(results().dataset.gone);
  }

  function retry() {
    if (failed) go(failed, how);
  }

  // remember gives a function that puts the focus back on the same control of the new results, where it was on the screen, and opens
  // the lists that were open.
  function remember() {
    const old = document.querySelector("#choose");
    const lists = [...(old?.querySelectorAll("details[open]") || [])].map((d) => d.dataset.name);
    const at = document.activeElement;
    const inside = results().contains(at) || old?.contains(at);
    const { name, value, className } = at;
    const facet = className === "narrow" && at.dataset.name;
    const before = inside && at.getBoundingClientRect().top;
    return () => {
      const choose = document.querySelector("#choose");
      for (const d of choose?.querySelectorAll("details") || []) d.open = lists.includes(d.dataset.name);
      if (!inside) return;
      if (facet && reopened(choose?.querySelector(`.narrow[data-name=${facet}]`), at)) return;
      const same = (name && [...(choose?.querySelectorAll("input") || [])].find((i) => i.name === name && i.value === value)) || (at.type === "range" && choose?.querySelector(`input.${className}`));
      if (same && how.stay && !sheet.isOpen) scrollBy(0, same.getBoundingClientRect().top - before);
      if (!sheet.isOpen || same) (same || document.querySelector("#main")).focus({ preventScroll: Boolean(same) });
    };
  }

  // reopened goes on in a field above a facet, in which a reader was writing when the new results came.
  function reopened(field, before) {
    if (!field) return false;
    field.value = before.value;
    field.focus({ preventScroll: true });
    field.setSelectionRange(before.selectionStart, before.selectionEnd);
    field.dispatchEvent(new InputEvent("input"));
    return true;
  }

  // go shows an address. step: Back shall return from it; stay: the reader keeps the place; typed: the box already says it; partial: it
  // may be half a word; ticked: filters are chosen that the box does not name yet.
  function go(address, { step = false, stay = false, typed = false, partial = false, ticked = false }) {
    const anew = how.partial && !partial;
    how = { step, stay, typed, partial, ticked };
    failed = "";
    finder.ask(address, anew);
  }

  function addressOf(from, words) {
    const data = new FormData(from);
    if (words !== undefined) data.set("q", words);
    const fields = [...data].filter(([, value]) => value);
    return new URL(from.action).pathname + (fields.length ? "?" + new URLSearchParams(fields) : "");
  }

  // recents shows what was searched here before, on the page where a search begins.
  function recents() {
    const place = document.querySelector(".recents");
    const list = recent.all();
    if (!place || !list.length) return;
    place.querySelector("ul").replaceChildren(...list.map((q) => {
      const address = new URL(form.action);
      for (const [name, value] of new FormData(form)) if (name !== "q" && value) address.searchParams.set(name, value);
      address.searchParams.set("q", q);
      return element("li", {}, element("a", { href: address.pathname + address.search, "data-live": "" }, q));
    }));
    place.hidden = false;
    place.querySelector(".forget").addEventListener("click", () => {
      recent.clear();
      place.hidden = true;
      box.focus();
    });
  }

  // prepare adds to fresh results what works with scripts only.
  function prepare() {
    recents();
    const copy = document.querySelector(".copy");
    if (copy && navigator.clipboard) {
      copy.hidden = false;
      copy.addEventListener("click", async () => {
        await navigator.clipboard.writeText(location.href);
        copy.textContent = copy.dataset.done;
        voice.say(copy.dataset.done);
      });
    }
    const choose = document.querySelector("#choose");
    document.querySelector(".tofacets")?.addEventListener("click", (e) => {
      e.preventDefault();
      sheet.open();
    });
    if (!choose) return;
    choose.querySelector(".apply").hidden = true;
    choose.addEventListener("change", (e) => e.target.type === "checkbox" && go(addressOf(choose), { step: true, stay: true, ticked: true }));
    for (const narrow of choose.querySelectorAll(".narrow")) new Narrow(narrow, choose);
    const histogram = choose.querySelector(".histogram");
    if (histogram) new Years(histogram, (words) => go(addressOf(choose, words), { step: true, stay: true, ticked: true }));
  }

  // typed searches for what is written in the box, within what was chosen just before and is not in there yet.
  function typed(text, partial) {
    go(addressOf(asking(), text), { typed: true, partial, ticked: finder.pending && how.ticked });
  }

  const asking = () => (finder.pending && how.ticked && document.querySelector("#choose")) || form;

  new Typing(box, typed, (e) => {
    if (e.key === "ArrowDown" && reading.first()) e.preventDefault();
  });
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    recent.add(box.value.trim());
    go(addressOf(asking(), box.value), { step: true });
    if (matchMedia("(pointer: coarse)").matches) box.blur(); // the keyboard on the screen has done its work
  });
  document.addEventListener("click", (e) => {
    if (e.target.closest(".hits h2 a")) recent.add(box.value.trim());
    const link = e.target.closest("a[data-live]");
    if (!link || e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    e.preventDefault();
    go(link.pathname + link.search, { step: true, stay: sheet.isOpen });
  });
  addEventListener("popstate", () => go(location.pathname + location.search, {}));
  addEventListener("online", retry);
  addEventListener("pageshow", (e) => { // what was being asked when the reader left has failed or will
    if (!e.persisted || !(failed || finder.pending)) return;
    failed ||= finder.asked;
    finder.stop();
    retry();
  });
  prepare();
  // What a reader did before this script was there.
  const choose = document.querySelector("#choose");
  if (box.value !== box.defaultValue) typed(box.value, false);
  else if ([...(choose?.querySelectorAll("[type=checkbox]") || [])].some((i) => i.checked !== i.defaultChecked)) go(addressOf(choose), { step: true, stay: true, ticked: true });
}

// A picture that cannot be loaded is not seen; its room is kept, so that nothing jumps. Such errors do not bubble, so they are met on their way down.
document.addEventListener("error", (e) => {
  if (e.target.matches?.(".thumb")) e.target.classList.add("broken");
}, true);

document.addEventListener("keydown", (e) => {
  if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.target.matches?.("input, textarea, select")) return;
  e.preventDefault();
  box.focus();
  box.select();
});
