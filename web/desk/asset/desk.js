// What the desk does beyond working: it shows how far a job is without asking for the page again. Without scripts the page does that by itself.
const job = document.querySelector("[data-progress]");
if (job) {
  const bar = document.querySelector("#bar");
  const line = document.querySelector("#line");
  const phase = document.querySelector("#phase"); // read aloud, so only where something else begins
  const EVERY = 700; // ms
  let said = line.textContent;

  const look = async () => {
    try {
      const answer = await fetch(job.dataset.progress, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (!answer.ok) return location.reload(); // signed out meanwhile
      const at = await answer.json();
      if (at.state !== "running") return location.reload();
      if (at.total) {
        bar.max = at.total;
        bar.value = at.done;
      } else bar.removeAttribute("value");
      const text = `${at.line} · ${at.took}`;
      if (text !== said) line.textContent = said = text;
      if (phase.textContent !== at.phase) phase.textContent = at.phase;
    } catch {
      // the server is away for a moment; the next look tells
    }
    setTimeout(look, EVERY);
  };
  setTimeout(look, EVERY);
}
