// Conflicts on the map, and which of them is chosen; one filter rules list, map and chart alike.
// Extent from which a conflict is drawn faintly, and from which as an outline alone, m.
const BROAD_M = 3000;
const WIDE_M = 30000;

class Conflicts {
  /** `changed` is told when other conflicts are shown, `chose` when another one is chosen, or none. */
  constructor(map, layers, view, { changed, chose }) {
    Object.assign(this, { map, view, changed, chose, selected: null });
    this.byId = new Map(data.conflicts.map((conflict) => [conflict.id, conflict]));
    this.severity = new Map(data.severities.map((severity) => [severity.id, severity]));
    this.drawn = L.layerGroup().addTo(map);
    data.conflicts.forEach((conflict) => this.prepare(conflict));
    this.filter = new Filter(() => this.refresh());
    this.list = one(".seam-rows");
    this.rows = new Rows(this.list, (conflict) => this.row(conflict));
    this.card = new Card(this, map, layers);
    this.highlight = L.layerGroup().addTo(map);
    this.listen();
    this.scale();
  }

  prepare(conflict) {
    const { colour } = this.severity.get(conflict.severity);
    const settled = conflict.status === "resolved" || conflict.status === "accepted";
    const quiet = conflict.severity === "info" || settled;
    const look = { color: colour, weight: 2, opacity: settled ? 0.5 : 0.95, fillColor: colour, fillOpacity: quiet ? 0.15 : 0.35, bubblingMouseEvents: false, smoothFactor: 0.5 };
    conflict.paths = paths(conflict.shape, data.digits[1], look);
    conflict.dot = conflict.at && L.circleMarker([conflict.at[1], conflict.at[0]], {
      color: "#fff", weight: 1.5, fillColor: colour, fillOpacity: settled ? 0.5 : 1, bubblingMouseEvents: false,
    });
    conflict.bounds = L.latLngBounds([]);
    conflict.paths.forEach((path) => conflict.bounds.extend(path.getBounds?.() ?? path.getLatLng()));
    [...conflict.paths, conflict.dot].filter(Boolean).forEach((path) => {
      path.on("click", () => this.select(conflict.id, { move: false }));
      path.bindTooltip(() => make("span", {}, this.title(conflict)), { sticky: true, direction: "top", className: "seam-tip" });
    });
    conflict.size = conflict.bounds.isValid() ? conflict.bounds.getNorthEast().distanceTo(conflict.bounds.getSouthWest()) : 0;
    // a conflict that is a whole jurisdiction must not colour the map, nor take the clicks of what lies in it
    if (conflict.size > WIDE_M) conflict.paths.forEach((path) => path.setStyle({ fill: false, weight: 1, opacity: 0.3 }));
    else if (conflict.size > BROAD_M) conflict.paths.forEach((path) => path.setStyle({ fillOpacity: 0.1 }));
    conflict.haystack = Filter.haystack(conflict);
  }

  title(conflict) {
    return `${conflict.rule} ${upper(data.rules[conflict.rule])}`;
  }

  parties(conflict) {
    return conflict.parties.map(say).join(language === "zh" ? "—" : " – ");
  }

  dot({ colour }) {
    return make("i", { className: "seam-swatch seam-dot", style: { backgroundColor: colour } });
  }

  total(severity) {
    return data.conflicts.filter((conflict) => conflict.severity === severity).length;
  }

  /** Markers are smaller from afar, where they crowd, but never too small to see or hit. */
  scale() {
    const zoom = Math.max(0.6, Math.min(1.1, 0.6 + (this.map.getZoom() - 7) * 0.12));
    data.conflicts.forEach(({ dot, severity }) => dot?.setRadius(zoom * ({ critical: 7.5, major: 6.5, minor: 6 }[severity] ?? 5)));
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
    this.shown = found.shown;
    if (!same) {
      this.drawn.clearLayers();
      [...this.shown].sort((a, b) => b.size - a.size).forEach(({ paths: shapes }) => shapes.forEach((path) => this.drawn.addLayer(path)));
      [...this.shown].reverse().forEach(({ dot }) => dot && this.drawn.addLayer(dot));
    }
    this.rows.fill(this.shown, make("li", { className: "seam-empty" }, word(data.conflicts.length ? "none_match" : "none")));
    this.markRow();
    this.filter.show(found, (id, on) => this.setSeverity(id, on), (severity) => this.dot(severity));
    this.changed();
  }

  row(conflict) {
    const size = conflict.ha ? `${conflict.ha} ${word("ha")}` : conflict.length ?? "";
    return make("li", { id: `seam-${conflict.id}`, attributes: { role: "option", "data-id": conflict.id, "aria-selected": conflict.id === this.selected } },
      this.dot(this.severity.get(conflict.severity)),
      make("div", {},
        make("p", { className: "seam-row-title" }, this.title(conflict), mark(conflict.mark)),
        make("p", { className: "seam-row-text" }, say(conflict.message)),
        make("p", { className: "seam-row-facts" }, make("span", {}, this.parties(conflict)), make("span", {}, conflict.km ? `km ${conflict.km}` : ""), make("span", {}, size))));
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
    const conflict = this.byId.get(id);
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
