// Finding places: units, features by name or code, rules and conflicts.
const MOST_FOUND = 30;
const MOST_OF_A_LAYER = 8;

class Search {
  constructor(map, layers, conflicts) {
    Object.assign(this, { map, layers, conflicts, found: [], at: -1 });
    this.field = one(".seam-find input");
    this.list = one(".seam-found");
    this.field.oninput = () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.look(), 120);
    };
    this.field.onkeydown = (event) => this.key(event);
    this.field.onfocus = () => this.field.value && this.look();
    this.field.onblur = () => setTimeout(() => this.close(), 150);
    this.list.onmousedown = (event) => event.preventDefault(); // the field keeps the focus
    this.list.onclick = (event) => this.go(this.found[all("li", this.list).indexOf(event.target.closest("li"))]);
    ["click", "dblclick", "wheel", "mousedown", "pointerdown"].forEach((kind) => one(".seam-find").addEventListener(kind, (event) => event.stopPropagation()));
  }

  /** Ids and codes of a layer's features, unpacked when they are first asked for. */
  codes(info) {
    info.unpacked ??= info.codes ? inflate(bytesOf(info.codes), "deflate").then((bytes) => JSON.parse(new TextDecoder().decode(bytes))).catch(() => []) : Promise.resolve([]);
    return info.unpacked;
  }

  async look() {
    const words = this.field.value.trim().toLowerCase();
    const turn = (this.turn = (this.turn ?? 0) + 1);
    if (!words) return this.close();
    const found = [];
    const unit = (entry) => entry.info.id === "land" || entry.info.group === "ground";
    const entries = [...this.layers.entries].filter(({ info }) => info.id !== "borders").sort((a, b) => unit(b) - unit(a) || b.on - a.on);
    for (const entry of entries) {
      const codes = await this.codes(entry.info);
      if (turn !== this.turn) return;
      found.push(...this.inLayer(entry, codes, words));
    }
    const conflicts = data.conflicts.filter(({ id }) => id.toLowerCase().includes(words)).slice(0, MOST_OF_A_LAYER);
    found.unshift(...conflicts.map((conflict) => ({ name: conflict.id, of: this.conflicts.title(conflict), conflict })));
    const rules = Object.keys(data.rules).filter((code) => code.toLowerCase().startsWith(words));
    found.unshift(...rules.slice(0, MOST_OF_A_LAYER).map((rule) => ({ name: `${rule} ${upper(data.rules[rule])}`, of: word("rule"), rule })));
    this.show(found);
  }

  inLayer(entry, codes, words) {
    const found = [];
    const { names, title } = entry.info;
    for (let row = 0; row < names.length && found.length < MOST_OF_A_LAYER; row++) {
      const name = names[row];
      const text = Array.isArray(name) ? `${name[0]} ${name[1]}` : name;
      const code = codes[row] ?? "";
      if (text.toLowerCase().includes(words) || code.toLowerCase().includes(words)) found.push({ name: say(name) || code, code, of: upper(title), entry, row });
    }
    return found;
  }

  show(found) {
    this.found = found.slice(0, MOST_FOUND);
    this.at = -1;
    const rows = this.found.map(({ name, code, of }, i) => make("li", { id: `seam-found-${i}`, attributes: { role: "option" } }, make("span", {}, name), make("small", {}, [of, code !== name && code].filter(Boolean).join(" · "))));
    const note = found.length ? (found.length > MOST_FOUND ? word("found_more") : "") : word("found_nothing");
    this.list.replaceChildren(...rows, ...(note ? [make("p", { className: "seam-quiet" }, note)] : []));
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", true);
  }

  close() {
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", false);
    this.field.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      event.stopPropagation();
      this.field.value = "";
      this.close();
      this.field.blur();
    }
    if (event.key === "Enter") this.go(this.found[Math.max(0, this.at)]);
    if (!step || !this.found.length) return;
    event.preventDefault();
    this.at = (this.at + step + this.found.length) % this.found.length;
    const rows = all("li", this.list);
    rows.forEach((row, i) => row.setAttribute("aria-selected", i === this.at));
    rows[this.at].scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", rows[this.at].id);
  }

  /** Show what was found: open the conflict, filter by the rule, or go to the place. */
  async go(hit) {
    if (!hit) return;
    this.close();
    this.field.blur();
    if (hit.conflict) return this.conflicts.select(hit.conflict.id);
    if (hit.rule) return this.conflicts.filter.choose("rule", hit.rule);
    if (!hit.entry.on) this.layers.toggle(hit.entry, true);
    const shapes = await this.layers.load(hit.entry).catch((fault) => this.layers.tell(fault));
    const bounds = shapes?.bounds(hit.row);
    if (!bounds) return;
    this.map.fitBounds(bounds.pad(0.2), { maxZoom: 14, animate: false });
    const outline = shapes.paths(hit.row, { interactive: false, color: "#14161a", weight: 4, opacity: 0.8, fill: false });
    this.mark?.remove();
    this.mark = L.layerGroup(outline).addTo(this.map);
    clearTimeout(this.fading);
    this.fading = setTimeout(() => this.mark.remove(), 4000);
    L.popup({ className: "seam-here" }).setLatLng(bounds.getCenter()).setContent(make("span", {}, make("b", {}, hit.name), ` ${hit.of}`)).openOn(this.map);
  }
}
