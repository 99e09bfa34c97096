// Recent keeps what was searched in this browser and nowhere else. A browser that keeps nothing is no reason to fail.

const MOST = 6;

export class Recent {
  constructor(server) {
    this.name = `fumikura-recent ${server}`;
  }

  all() {
    try {
      const list = JSON.parse(localStorage.getItem(this.name) || "[]");
      return Array.isArray(list) ? list.filter((q) => typeof q === "string").slice(0, MOST) : [];
    } catch {
      return [];
    }
  }

  add(q) {
    if (q) this.keep([q, ...this.all().filter((other) => other !== q)].slice(0, MOST));
  }

  clear() {
    this.keep([]);
  }

  keep(list) {
    try {
      localStorage.setItem(this.name, JSON.stringify(list));
    } catch {
      // storage is full or forbidden
    }
  }
}
