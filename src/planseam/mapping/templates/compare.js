// An earlier run beside this one: what became of each conflict as filter and colours, and the old state by itself or
// swiped over the new. Conflicts of now bear `change`; those that are gone, and others as they were, stand apart.
const since = data.since;
const everyConflict = [...data.conflicts, ...(since ? [...since.closed, ...since.was] : [])];

if (since) {
  data.conflicts.forEach((conflict) => (conflict.change = since.of[conflict.id]));
  since.closed.forEach((conflict) => (conflict.change = "closed"));
  since.was.forEach((conflict) => Object.assign(conflict, { change: since.of[conflict.id], before: true }));
  facets.push({ key: "change", all: "all_changes", of: ({ change }) => [change], name: (id) => upper(since.changes.find((each) => each.id === id).title) });
}

class Compare {
  constructor(map, conflicts) {
    Object.assign(this, { map, conflicts, share: 0.5 });
    const { closed, was } = since;
    const still = data.conflicts.filter(({ change }) => change === "same");
    this.was = new Map(was.map((conflict) => [conflict.id, conflict]));
    this.views = {
      now: { pool: data.conflicts },
      changes: { pool: [...data.conflicts, ...closed], byChange: true },
      swipe: { pool: [...data.conflicts, ...closed], byChange: true },
      old: { pool: [...closed, ...was, ...still] },
    };
    this.changes = new Map(since.changes.map((change) => [change.id, change]));
    this.usual = since.changes.some(({ id, count }) => id !== "same" && count) ? "changes" : "now";
    this.pane = map.createPane("seam-was");
    this.pane.style.zIndex = 401;
    this.renderer = L.canvas({ pane: "seam-was" });
    this.left = L.layerGroup();
    this.outline = L.layerGroup().addTo(map);
    this.look = { ...paneOf(map, "seam-earlier", 411), interactive: false, color: "#14161a", weight: 2, dashArray: "2 5", fill: false }; // above the features of both sides
    this.twins = new Map();
    conflicts.find = (id) => this.find(id);
    conflicts.drawing = (shown) => this.drawn(shown);
    map.on("zoomend", () => this.twins.forEach((twin, conflict) => twin.dot?.setRadius(conflict.dot.getRadius())));
    this.build();
    this.show(this.usual);
  }

  build() {
    this.place = one(".seam-since");
    this.place.hidden = false;
    this.bar = make("div", { className: "seam-swipe", hidden: true, tabIndex: 0, attributes: { role: "slider", "aria-valuemin": 0, "aria-valuemax": 100 } }, make("span"), make("i"), make("span"));
    one(".seam-map").append(this.bar);
    const move = (share) => {
      this.share = Math.max(0, Math.min(1, share));
      this.clip();
    };
    this.bar.onpointerdown = (event) => {
      event.preventDefault();
      this.bar.focus();
      this.bar.setPointerCapture(event.pointerId);
    };
    this.bar.onpointermove = (event) => {
      const box = this.map.getContainer().getBoundingClientRect();
      if (this.bar.hasPointerCapture(event.pointerId)) move((event.clientX - box.left) / box.width);
    };
    this.bar.onkeydown = (event) => {
      const step = { ArrowLeft: -0.02, ArrowRight: 0.02, Home: -1, End: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      move(this.share + step);
    };
    this.map.on("move moveend zoomend viewreset resize", () => this.clip());
  }

  /** A conflict that is not in this view is shown in the one that has it. */
  find(id) {
    const view = Object.keys(this.views).find((key) => this.views[key].pool.some((conflict) => conflict.id === id));
    if (view) this.show(view);
    return this.conflicts.byId.get(id);
  }

  show(view) {
    const { pool, byChange } = this.views[view];
    this.view = view;
    this.conflicts.take(pool, byChange ? { of: ({ change }) => this.changes.get(change), all: since.changes } : null);
    this.swipe(view === "swipe");
    this.conflicts.refresh();
  }

  swipe(on) {
    this.bar.hidden = !on;
    if (on) this.left.addTo(this.map);
    else this.left.remove();
    this.clip();
  }

  /** What the map draws of what the filter lets through; under the swipe the old run has a side of its own. */
  drawn(shown) {
    this.left.clearLayers();
    if (this.view !== "swipe") return shown;
    shown.filter(({ change }) => change !== "new").forEach((conflict) => this.twin(this.was.get(conflict.id) ?? conflict).forEach((path) => this.left.addLayer(path)));
    return shown.filter(({ change }) => change !== "closed");
  }

  /** A conflict drawn once more, for the side of the old run. */
  twin(conflict) {
    if (!this.twins.has(conflict)) {
      const copy = { ...conflict, renderer: this.renderer, pane: "seam-was" };
      this.conflicts.prepare(copy);
      this.twins.set(conflict, copy);
    }
    const copy = this.twins.get(conflict);
    this.conflicts.dress(copy);
    copy.dot?.setRadius(conflict.dot.getRadius());
    return [...copy.paths, copy.dot].filter(Boolean);
  }

  clip() {
    const [now, old] = [this.map.getPane("overlayPane"), this.pane];
    if (this.bar.hidden) return [now, old].forEach(({ style }) => (style.clipPath = ""));
    const size = this.map.getSize();
    const [{ x, y }, cut] = [this.map.containerPointToLayerPoint([0, 0]), Math.round(size.x * this.share)];
    const box = (from, to) => `polygon(${[[from, y], [to, y], [to, y + size.y], [from, y + size.y]].map((at) => at.map((value) => `${value}px`).join(" ")).join(",")})`;
    now.style.clipPath = box(x + cut, x + size.x);
    old.style.clipPath = box(x, x + cut);
    this.bar.style.left = `${100 * this.share}%`;
    this.bar.setAttribute("aria-valuenow", Math.round(100 * this.share));
  }

  /** The chosen conflict as it was. */
  chose(conflict) {
    this.outline.clearLayers();
    const was = conflict && !conflict.before && this.was.get(conflict.id);
    if (was) paths(was.shape, data.digits[1], this.look).forEach((path) => this.outline.addLayer(path));
  }

  /** The controls above the list: views, and of each change how many there are. */
  speak() {
    const { filter, found } = this.conflicts;
    const views = Object.keys(this.views).map((view) => make("button", { type: "button", title: word(`view_${view}_hint`), onclick: () => this.show(view), attributes: { "aria-pressed": view === this.view, "data-view": view } }, word(`view_${view}`)));
    const chosen = filter.chosen.get("change");
    const chips = since.changes.map(({ id, title, colour }) => make("button", { type: "button", onclick: () => this.choose(id), attributes: { "aria-pressed": chosen === id, "data-change": id } },
      make("i", { className: "seam-swatch seam-dot", style: id === "closed" ? { border: `2.5px solid ${colour}` } : { backgroundColor: colour } }), upper(title), make("small", {}, String(found.counts.get("change").get(id) ?? 0))));
    const note = make("p", {}, word("since", { old: say(since.old) }));
    if (!one(".seam-views", this.place)) this.place.append(make("p"), make("div", { className: "seam-views", attributes: { role: "group" } }), make("div", { className: "seam-changes", attributes: { role: "group" } }));
    one("p", this.place).replaceWith(note);
    refill(one(".seam-views", this.place), "button", views);
    refill(one(".seam-changes", this.place), "button", chips);
    this.bar.setAttribute("aria-label", word("swipe"));
    const [old, now] = all("span", this.bar);
    old.textContent = say(since.old);
    now.textContent = say(since.new);
  }

  choose(id) {
    const { filter } = this.conflicts;
    const again = filter.chosen.get("change") === id;
    if (id === "closed" && this.view === "now") this.show("changes");
    if (id === "new" && this.view === "old") this.show("changes");
    filter.choose("change", again ? "" : id);
  }

  write(params) {
    if (this.view !== this.usual) params.set("view", this.view);
  }

  read(params) {
    const view = params.get("view") ?? this.usual;
    if (view in this.views && view !== this.view) this.show(view);
  }
}
