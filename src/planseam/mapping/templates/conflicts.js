// Conflicts on the map, and which of them is chosen; one filter rules list, map and chart alike.
// Extent from which a conflict is drawn faintly, and from which as an outline alone, m.
const BROAD_M = 3000;
const WIDE_M = 30000;

class Conflicts {
  /** `changed` is told when other conflicts are shown, `chose` when another one is chosen, or none. */
  constructor(map, layers, view, { changed, chose }) {
    Object.assign(this, { map, view, changed, chose, selected: null });
    this.byId = new Map(data.conflicts.map((conflict) => [conflict.id, conflict]));
    this.drawing = (shown) => shown;
    this.find = () => null;
    this.severity = new Map(data.severities.map((severity) => [severity.id, severity]));
    this.drawn = L.layerGroup().addTo(map);
    everyConflict.forEach((conflict) => this.prepare(conflict));
    this.filter = new Filter(() => this.refresh());
    this.list = one(".seam-rows");
    this.rows = new Rows(this.list, (conflict) => this.row(conflict));
    this.card = new Card(this, map, layers);
    this.highlight = L.layerGroup().addTo(map);
    this.listen();
    this.scale();
  }

  prepare(conflict) {
    const look = { weight: 2, bubblingMouseEvents: false, smoothFactor: 0.5, ...(conflict.renderer && { renderer: conflict.renderer, pane: conflict.pane }) };
    conflict.paths = paths(conflict.shape, data.digits[1], look);
    conflict.dot = conflict.at && L.circleMarker([conflict.at[1], conflict.at[0]], { ...look, weight: 1.5 });
    conflict.bounds = L.latLngBounds([]);
    conflict.paths.forEach((path) => conflict.bounds.extend(path.getBounds?.() ?? path.getLatLng()));
    [...conflict.paths, conflict.dot].filter(Boolean).forEach((path) => {
      path.on("click", () => this.select(conflict.id, { move: false }));
      path.bindTooltip(() => make("span", {}, this.title(conflict)), { sticky: true, direction: "top", className: "seam-tip" });
    });
    conflict.size = conflict.bounds.isValid() ? conflict.bounds.getNorthEast().distanceTo(conflict.bounds.getSouthWest()) : 0;
    this.dress(conflict);
    conflict.haystack = Filter.haystack(conflict);
  }

  /** The colours of a conflict; one that is gone is hollow. */
  dress(conflict) {
    const { colour } = this.levelOf(conflict);
    const settled = conflict.status === "resolved" || conflict.status === "accepted";
    const quiet = conflict.severity === "info" || settled;
    const gone = this.colouring && conflict.change === "closed";
    const fillOpacity = gone ? 0 : conflict.size > BROAD_M ? 0.1 : quiet ? 0.15 : 0.35;
    // a conflict that is a whole jurisdiction must not colour the map, nor take the clicks of what lies in it
    const extent = conflict.size > WIDE_M ? { fill: false, weight: 1, opacity: 0.3 } : { opacity: settled ? 0.5 : 0.95 };
    conflict.paths.forEach((path) => path.setStyle({ color: colour, fillColor: colour, fillOpacity, dashArray: gone ? "6 4" : null, ...extent }));
    conflict.dot?.setStyle(gone ? { color: colour, weight: 2.5, fillColor: "#fff", fillOpacity: 1 } : { color: "#fff", weight: 1.5, fillColor: colour, fillOpacity: settled ? 0.5 : 1 });
  }

  /** What the colour of a conflict says: how grave it is, unless another `colouring` is chosen. */
  levelOf(conflict) {
    return this.colouring?.of(conflict) ?? this.severity.get(conflict.severity);
  }

  /** The colours that are on the map, with how many conflicts have each. */
  levels() {
    const all = this.colouring?.all ?? data.severities;
    return all.map((level) => ({ ...level, picture: this.dot(level), count: this.shown.filter((conflict) => this.levelOf(conflict).id === level.id).length })).filter(({ count }) => count);
  }

  /** Take other conflicts to be shown, in other colours. */
  take(pool, colouring) {
    const id = this.selected;
    Object.assign(this, { colouring, shown: null });
    this.filter.pool = pool;
    this.byId = new Map(pool.map((conflict) => [conflict.id, conflict]));
    pool.forEach((conflict) => this.dress(conflict));
    if (!id) return;
    if (this.byId.has(id)) this.card.open(this.byId.get(id));
    else this.close();
  }

  title(conflict) {
    return `${conflict.rule} ${upper(data.rules[conflict.rule])}`;
  }

  parties(conflict) {
    return conflict.parties.map(say).join(language === "zh" ? "—" : " – ");
  }

  dot({ colour, id }) {
    const hollow = this.colouring && id === "closed";
    return make("i", { className: "seam-swatch seam-dot", style: hollow ? { border: `2.5px solid ${colour}` } : { backgroundColor: colour } });
  }

  /** The dot of a severity, without its colour where colours say something else. */
  severityDot(severity) {
    return this.dot(this.colouring ? { colour: "#b9c0c8" } : severity);
  }

  total(severity) {
    return this.filter.pool.filter((conflict) => conflict.severity === severity).length;
  }

  /** Markers are smaller from afar, where they crowd, but never too small to see or hit. */
  scale() {
    const zoom = Math.max(0.6, Math.min(1.1, 0.6 + (this.map.getZoom() - 7) * 0.12));
    everyConflict.forEach(({ dot, severity }) => dot?.setRadius(zoom * ({ critical: 7.5, major: 6.5, minor: 6 }[severity] ?? 5)));
  }

  setSeverity(id, on) {
    if (on) this.filter.severities.add(id);
    else this.filter.severities.delete(id);
    this.refresh();
  }

  /** Draw and list what the filter lets through. Large shapes lie below small ones, grave markers above slight ones. */
  refresh() {
    const found = this.filter.run();
    const same = this.shown?.length === found.shown.length && found.shown.every((conflict, i) => conflict === this.shown[i]);
    this.found = found;
    this.shown = found.shown;
    if (!same) {
      const drawn = this.drawing(this.shown);
      this.drawn.clearLayers();
      [...drawn].sort((a, b) => b.size - a.size).forEach(({ paths: shapes }) => shapes.forEach((path) => this.drawn.addLayer(path)));
      [...drawn].reverse().forEach(({ dot }) => dot && this.drawn.addLayer(dot));
    }
    this.rows.fill(this.shown, make("li", { className: "seam-empty" }, word(this.filter.pool.length ? "none_match" : "none")));
    this.markRow();
    this.filter.show(found, (id, on) => this.setSeverity(id, on), (severity) => this.severityDot(severity));
    this.changed();
  }

  row(conflict) {
    const size = conflict.ha ? `${conflict.ha} ${word("ha")}` : conflict.length ?? "";
    return make("li", { id: `seam-${conflict.id}`, attributes: { role: "option", "data-id": conflict.id, "aria-selected": conflict.id === this.selected } },
      this.dot(this.levelOf(conflict)),
      make("div", {},
        make("p", { className: "seam-row-title" }, this.title(conflict), mark(conflict.mark), this.changeOf(conflict)),
        make("p", { className: "seam-row-text" }, say(conflict.message)),
        make("p", { className: "seam-row-facts" }, make("span", {}, this.parties(conflict)), make("span", {}, conflict.km ? `km ${conflict.km}` : ""), make("span", {}, size))));
  }

  /** What became of a conflict since the earlier run, where the list shows more than this. */
  changeOf({ change }) {
    const level = this.colouring?.all.find(({ id }) => id === change && id !== "same");
    return level ? make("span", { className: "seam-change", style: { borderColor: level.colour } }, say(level.title)) : null;
  }

  listen() {
    one("[data-action=clear]").onclick = () => {
      this.filter.reset({ all: true });
      one("[data-filter=text]").value = "";
      this.refresh();
    };
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[data-id]");
      if (row) this.select(row.dataset.id);
    });
    this.list.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.walk(step);
    });
    this.map.on("zoomend", () => this.scale());
  }

  walk(step) {
    if (!this.shown.length) return;
    const now = this.shown.findIndex(({ id }) => id === this.selected);
    const next = now < 0 && Number.isFinite(step) ? 0 : Math.max(0, Math.min(this.shown.length - 1, now + step));
    this.select(this.shown[next].id);
  }

  select(id, { move = true } = {}) {
    const conflict = this.byId.get(id) ?? this.find(id);
    if (!conflict) return this.tellUnknown(id);
    if (!this.shown.includes(conflict)) {
      const kept = this.filter.severities;
      this.filter.reset();
      this.filter.severities = new Set([...kept, ...this.filter.severities, conflict.severity]);
      one("[data-filter=text]").value = "";
      this.refresh();
    }
    this.selected = id;
    this.card.open(conflict);
    this.chose(conflict);
    this.markRow();
    if (move && conflict.at) this.moveTo(conflict);
    this.flash(conflict);
    this.card.mark(conflict);
    this.address.write();
  }

  moveTo(conflict) {
    const bounds = conflict.bounds.isValid() ? conflict.bounds : L.latLngBounds([[conflict.at[1], conflict.at[0]]]);
    this.view.move("conflict", () => {
      this.map.invalidateSize({ pan: false });
      this.map.fitBounds(bounds.pad(0.4), { maxZoom: 15, animate: false });
    });
  }

  tellUnknown(id) {
    this.card.tellUnknown(id);
    this.chose(null);
  }

  markRow() {
    all("[aria-selected=true]", this.list).forEach((row) => row.setAttribute("aria-selected", false));
    const row = this.selected && this.rows.rowOf(this.byId.get(this.selected));
    if (!row) return this.list.removeAttribute("aria-activedescendant");
    row.setAttribute("aria-selected", true);
    row.scrollIntoView({ block: "nearest" });
    this.list.setAttribute("aria-activedescendant", row.id);
  }

  flash(conflict) {
    this.highlight.clearLayers();
    clearInterval(this.flashing);
    const look = { ...this.card.look, color: "#14161a", weight: 7, opacity: 1, fill: false };
    paths(conflict.shape, data.digits[1], look).forEach((path) => this.highlight.addLayer(path));
    if (conflict.at) this.highlight.addLayer(L.circleMarker([conflict.at[1], conflict.at[0]], { ...look, weight: 3, radius: 12 }));
    [...conflict.paths, conflict.dot].forEach((path) => path?.bringToFront());
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.calm();
    let beats = 6;
    this.flashing = setInterval(() => {
      beats -= 1;
      this.highlight.eachLayer((path) => path.setStyle({ opacity: beats % 2 ? 0.1 : 1 }));
      if (beats > 0) return;
      clearInterval(this.flashing);
      this.calm();
    }, 200);
  }

  /** After the flash the ring about the marker stays. */
  calm() {
    this.highlight.eachLayer((path) => (path.options.radius ? path.setStyle({ opacity: 1 }) : path.remove()));
  }

  close() {
    this.selected = null;
    this.card.close();
    this.highlight.clearLayers();
    clearInterval(this.flashing);
    this.markRow();
    this.chose(null);
    this.address.write();
  }

  write(params) {
    if (this.selected) params.set("id", this.selected);
    this.filter.write(params);
  }

  read(params) {
    if (Filter.in(params)) {
      this.filter.read(params);
      this.refresh();
    }
    const id = params.get("id");
    if (id && id !== this.selected) this.select(id);
  }
}
