// Conflicts on the map, in the list and on the card; one filter rules list and map alike.
const NO_BORDER = "-";

// Extent from which a conflict is drawn faintly, and from which as an outline alone, m.
const BROAD_M = 3000;
const WIDE_M = 30000;

class Conflicts {
  constructor(map, changed) {
    this.map = map;
    this.changed = changed;
    this.byId = new Map(data.conflicts.map((conflict) => [conflict.id, conflict]));
    this.severity = new Map(data.severities.map((severity) => [severity.id, severity]));
    this.filter = this.everything();
    this.selected = null;
    this.drawn = L.layerGroup().addTo(map);
    this.highlight = L.layerGroup().addTo(map);
    data.conflicts.forEach((conflict) => this.prepare(conflict));
    this.list = one(".seam-rows");
    this.card = one(".seam-card");
    this.listen();
    this.scale();
  }

  everything() {
    return { text: "", rule: "", border: "", severities: new Set(data.severities.filter(({ on }) => on).map(({ id }) => id)) };
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
    const words = [conflict.id, data.rules[conflict.rule], conflict.parties, data.borders[conflict.border], conflict.message, conflict.advice, conflict.sources.map((source) => [source.layer, source.features])];
    conflict.haystack = words.flat(9).join(" ").toLowerCase();
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

  /** What the filter lets through; with `ignoring`, as if that one condition were not set. */
  matching(ignoring = "") {
    const { text, rule, border, severities } = this.filter;
    const needles = text.toLowerCase().split(/\s+/).filter(Boolean);
    return data.conflicts.filter((conflict) =>
      (ignoring === "severities" || severities.has(conflict.severity)) &&
      (!rule || conflict.rule === rule) &&
      (!border || (conflict.border || NO_BORDER) === border) &&
      needles.every((needle) => conflict.haystack.includes(needle)));
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
    const shown = this.matching();
    this.drawn.clearLayers();
    [...shown].sort((a, b) => b.size - a.size).forEach(({ paths: shapes }) => shapes.forEach((path) => this.drawn.addLayer(path)));
    [...shown].reverse().forEach(({ dot }) => dot && this.drawn.addLayer(dot));
    this.fillList(shown);
    this.fillFilter(shown);
    this.changed();
  }

  fillFilter(shown) {
    const choice = (key, first, pairs) => {
      const options = [["", first], ...pairs].map(([value, text]) => make("option", { value, selected: value === this.filter[key] }, text));
      one(`[data-filter=${key}]`).replaceChildren(...options);
    };
    const used = [...new Set(data.conflicts.map(({ border }) => border || NO_BORDER))].sort();
    choice("rule", word("all_rules"), Object.entries(data.rules).map(([code, title]) => [code, `${code} ${upper(title)}`]));
    choice("border", word("all_borders"), used.map((id) => [id, id === NO_BORDER ? word("no_border") : say(data.borders[id]) ?? id]));
    const search = one("[data-filter=text]");
    if (search.value !== this.filter.text) search.value = this.filter.text;
    const reach = this.matching("severities");
    refill(one(".seam-chips"), "button", data.severities.map((severity) => {
      const on = this.filter.severities.has(severity.id);
      const count = reach.filter((conflict) => conflict.severity === severity.id).length;
      return make("button", { type: "button", onclick: () => this.setSeverity(severity.id, !on), attributes: { "aria-pressed": on } }, this.dot(severity), upper(severity.title), make("small", {}, String(count)));
    }));
    one(".seam-count output").textContent = word("count", { shown: shown.length, all: data.conflicts.length });
    one("[data-action=clear]").hidden = shown.length === data.conflicts.length;
  }

  fillList(shown) {
    const rows = shown.map((conflict) => {
      const parties = this.parties(conflict);
      const size = conflict.ha ? `${conflict.ha} ${word("ha")}` : conflict.length ?? "";
      return make("li", { id: `seam-${conflict.id}`, attributes: { role: "option", "data-id": conflict.id, "aria-selected": conflict.id === this.selected } },
        this.dot(this.severity.get(conflict.severity)),
        make("div", {},
          make("p", { className: "seam-row-title" }, this.title(conflict), mark(conflict.mark)),
          make("p", { className: "seam-row-text" }, say(conflict.message)),
          make("p", { className: "seam-row-facts" }, make("span", {}, parties), make("span", {}, conflict.km ? `km ${conflict.km}` : ""), make("span", {}, size))));
    });
    const empty = make("li", { className: "seam-empty" }, word(data.conflicts.length ? "none_match" : "none"));
    this.list.replaceChildren(...(rows.length ? rows : [empty]));
  }

  listen() {
    all("[data-filter]").forEach((field) => field.addEventListener("input", () => {
      this.filter[field.dataset.filter] = field.value;
      this.refresh();
    }));
    one("[data-action=clear]").onclick = () => {
      this.filter = { ...this.everything(), severities: new Set(this.severity.keys()) };
      this.refresh();
    };
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[data-id]");
      if (row) this.select(row.dataset.id);
    });
    this.list.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      this.walk(step);
    });
    this.map.on("zoomend", () => this.scale());
    addEventListener("hashchange", () => this.fromAddress());
  }

  walk(step) {
    const shown = this.matching();
    if (!shown.length) return;
    const now = shown.findIndex(({ id }) => id === this.selected);
    const next = now < 0 && Math.abs(step) === 1 ? 0 : Math.max(0, Math.min(shown.length - 1, now + step));
    this.select(shown[next].id);
  }

  fromAddress() {
    let id = "";
    try {
      id = decodeURIComponent(location.hash.slice(1));
    } catch {
      return; // a torn address names nothing
    }
    if (id && id !== this.selected) this.select(id);
  }

  address(id) {
    try {
      history.replaceState(null, "", id ? `#${encodeURIComponent(id)}` : location.href.split("#")[0]);
    } catch {
      // a page inside a notebook has no address of its own
    }
  }

  select(id, { move = true } = {}) {
    const conflict = this.byId.get(id);
    if (!conflict) return this.tellUnknown(id);
    if (!this.matching().includes(conflict)) {
      this.filter = { ...this.everything(), severities: new Set([...this.filter.severities, conflict.severity]) };
      this.refresh();
    }
    this.selected = id;
    this.address(id);
    this.markRow();
    this.openCard(conflict);
    if (move && conflict.at) {
      this.map.invalidateSize({ pan: false });
      const bounds = conflict.bounds.isValid() ? conflict.bounds : L.latLngBounds([[conflict.at[1], conflict.at[0]]]);
      this.map.fitBounds(bounds.pad(0.4), { maxZoom: 15, animate: false });
    }
    this.flash(conflict);
  }

  markRow() {
    all("[data-id]", this.list).forEach((row) => row.setAttribute("aria-selected", row.dataset.id === this.selected));
    const row = this.selected && document.getElementById(`seam-${this.selected}`);
    row?.scrollIntoView({ block: "nearest" });
    if (row) this.list.setAttribute("aria-activedescendant", row.id);
    else this.list.removeAttribute("aria-activedescendant");
  }

  flash(conflict) {
    this.highlight.clearLayers();
    clearInterval(this.flashing);
    const look = { color: "#14161a", weight: 7, opacity: 1, fill: false, interactive: false };
    paths(conflict.shape, data.digits[1], look).forEach((path) => this.highlight.addLayer(path));
    if (conflict.at) this.highlight.addLayer(L.circleMarker([conflict.at[1], conflict.at[0]], { ...look, weight: 3, radius: 12 }));
    [...conflict.paths, conflict.dot].forEach((path) => path?.bringToFront());
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    let beats = 6;
    this.flashing = setInterval(() => {
      beats -= 1;
      this.highlight.eachLayer((path) => path.setStyle({ opacity: beats % 2 ? 0.1 : 1 }));
      if (beats <= 0) clearInterval(this.flashing);
    }, 200);
  }

  tellUnknown(id) {
    this.showCard(make("header", {}, make("h2", {}, word("unknown", { id })), this.closer()));
  }

  closer() {
    return make("button", { type: "button", className: "seam-close", title: word("close"), onclick: () => this.close() }, "×");
  }

  close() {
    this.selected = null;
    this.card.hidden = true;
    one(".seam").classList.remove("seam-has-card");
    this.highlight.clearLayers();
    clearInterval(this.flashing);
    this.address("");
    this.markRow();
  }

  showCard(...nodes) {
    this.card.replaceChildren(...nodes);
    this.card.hidden = false;
    this.card.scrollTop = 0;
    one(".seam").classList.add("seam-has-card");
    this.opened();
  }

  openCard(conflict) {
    const severity = this.severity.get(conflict.severity);
    const step = (key, by) => make("button", { type: "button", title: word(key), onclick: () => this.walk(by) }, by < 0 ? "‹" : "›");
    const border = conflict.border && [say(data.borders[conflict.border]) ?? conflict.border, conflict.km && word("at_km", { km: conflict.km })].filter(Boolean).join(" · ");
    const sources = conflict.sources.map(({ layer, features, all: count }) =>
      make("div", {}, [say(layer), list(features)].filter(Boolean).join(" · "), count > features.length ? ` ${word("more", { all: count })}` : null));
    const facts = [
      ["severity", make("span", {}, this.dot(severity), upper(severity.title))],
      ["status", say(data.texts[`status_${conflict.status}`])],
      ["parties", this.parties(conflict)],
      ["border", border],
      ["area", conflict.ha && `${conflict.ha} ${word("ha")} · ${conflict.mu} ${word("mu")}`],
      ["length", conflict.length],
      ["width", conflict.width],
      ["share", conflict.share],
      ["sources", sources.length && make("div", {}, ...sources)],
    ].filter(([, value]) => value);
    this.showCard(
      make("header", { style: { borderColor: severity.colour } },
        make("div", {}, make("h2", {}, this.title(conflict), mark(conflict.mark)), make("code", {}, conflict.id)),
        make("div", { className: "seam-steps" }, step("previous", -1), step("next", 1), this.closer())),
      make("p", { className: "seam-message" }, say(conflict.message)),
      conflict.advice.some(Boolean) ? make("p", { className: "seam-advice" }, make("b", {}, word("advice")), say(conflict.advice)) : "",
      make("dl", {}, ...facts.flatMap(([key, value]) => [make("dt", {}, word(key)), make("dd", {}, value)])),
      conflict.at ? "" : make("p", { className: "seam-empty" }, word("no_place")));
  }
}
