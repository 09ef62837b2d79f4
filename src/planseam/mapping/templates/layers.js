// Basemap, plans and names: their control in groups, their legend, and what lies at a place.

/** Small picture of how a layer is drawn. */
const swatch = (style, kind) => {
  const line = style.line ?? style.fill;
  const stroke = `${Math.max(1, Math.min(3, style.weight ?? 1))}px ${style.dash ? "dashed" : "solid"} ${line}`;
  if (kind === LINE) return make("i", { className: "seam-swatch seam-line", style: { borderTop: stroke } });
  const alpha = Math.round((style.opacity ?? 0.4) * 255).toString(16).padStart(2, "0");
  const look = { border: stroke, backgroundColor: `${style.fill ?? line}${alpha}` };
  return make("i", { className: kind === POINT ? "seam-swatch seam-dot" : "seam-swatch", style: look });
};

class Layers {
  constructor(map, changed) {
    this.map = map;
    this.changed = changed;
    [["plans", 320], ["labels", 620]].forEach(([name, level]) => {
      const pane = map.createPane(`seam-${name}`);
      pane.style.zIndex = level;
      pane.style.pointerEvents = "none";
    });
    this.entries = data.layers.map((info) => ({ info, on: info.on, kind: info.kind, shapes: null, look: this.look(info) }));
    this.labels = { info: { id: "labels", title: data.texts.labels, group: "ground", count: data.labels.length }, on: true };
    this.labels.swatch = make("i", { className: "seam-swatch seam-text" }, "文");
    this.labels.show = () => this.showLabels();
    this.extras = [this.labels];
    this.names = data.labels.map((label) => this.name(label));
    this.tiles = new Tiles((view) => this.drawing(view), { pane: "seam-plans" });
    this.ready = this.open();
    this.showLabels();
    map.on("zoomend moveend resize", () => this.thinLabels());
    map.on("click", (event) => this.whatIsHere(event.latlng));
  }

  /** The style of a layer, then those of its classes. */
  look({ style, classes, class: numbers }) {
    return { styles: [style, ...(classes ?? []).map((each) => each.style)], classes: numbers };
  }

  /** Unpack what is on, the basemap first, and show it. */
  async open() {
    const on = this.entries.filter((entry) => entry.on);
    try {
      if (data.archive) await this.openArchive();
      await Promise.all(on.filter(({ info }) => info.group === "ground").map((entry) => this.load(entry)));
      this.tiles.addTo(this.map);
      await Promise.all(on.map((entry) => this.load(entry)));
      this.tiles.repaint();
      this.tiles.once("idle", () => performance.mark("planseam-picture"));
    } catch (fault) {
      this.tell(fault);
    }
  }

  /** The shapes of a layer, unpacked when they are first asked for. */
  load(entry) {
    entry.loading ??= inflate(bytesOf(entry.info.block), "deflate").then((bytes) => {
      entry.info.block = "";
      return (entry.shapes = Shapes.from(bytes));
    });
    return entry.loading;
  }

  /** Leaflet paths of one feature of a layer, once its shapes are there. */
  async paths(id, row, look) {
    const entry = this.entries.find(({ info }) => info.id === id);
    if (!entry) return [];
    const place = entry.info.rows ? entry.info.rows.indexOf(row) : row;
    return place < 0 ? [] : (await this.load(entry)).paths(place, look);
  }

  /** Plans in an archive: inside the page, beside it, or in the file that the reader gives. */
  async openArchive() {
    const beside = location.href.replace(/[?#].*/, "").replace(/\.html?$/, "") + ".pmtiles";
    try {
      if (data.archive === true && location.protocol === "file:") throw new Error("a page opened as a file may fetch nothing");
      const read = data.archive === true ? sources.beside(beside) : sources.inside(data.archive);
      this.archive = await new Archive(read, (fault) => this.tell(fault)).open();
    } catch {
      this.askForArchive(decodeURIComponent(beside.split("/").pop()));
    }
  }

  /** A page opened as a file may read no other file unless the reader gives it. */
  askForArchive(name) {
    const field = make("input", { type: "file", accept: ".pmtiles" });
    const bar = make("label", { className: "seam-warning" }, make("span", {}, word("give_archive", { name })), field);
    field.onchange = async () => {
      try {
        this.archive = await new Archive(sources.file(field.files[0]), (fault) => this.tell(fault)).open();
        bar.remove();
        performance.mark("planseam-archive-given");
        this.tiles.repaint();
        this.tiles.once("idle", () => performance.mark("planseam-archive-drawn"));
      } catch (fault) {
        this.tell(fault);
      }
    };
    one(".seam-map").append(bar);
  }

  /** What lies under a window: shapes and looks, bottom first, and of tiles the window that each may fill. */
  drawing({ window, zoom }) {
    const under = this.archive && this.entries.some(({ on, info }) => on && info.tiled) ? this.archive.under(window, zoom) : [];
    const coming = under.filter(({ layers }) => !layers).map((tile) => tile.coming);
    if (coming.length) return { coming: Promise.all(coming) };
    return { parts: this.entries.filter(({ on }) => on).flatMap(({ info, shapes, look }) => {
      if (!info.tiled) return shapes ? [{ shapes, look }] : [];
      return under.flatMap((tile) => {
        const found = tile.layers.get(info.id);
        return found ? [{ shapes: found.shapes, look: { ...look, classes: found.classes }, window: tile.window }] : [];
      });
    }) };
  }

  /** The features at a place, top first: of which layer, called what, of which class. */
  at([x, y], reach) {
    const found = ({ info }, shapes, names, classes) => shapes.at(x, y, reach).reverse().map((row) => ({ info, name: names(row), kind: info.classes?.[classes?.[row]] }));
    return this.entries.filter(({ on }) => on).reverse().flatMap((entry) => {
      if (!entry.info.tiled) return entry.shapes ? found(entry, entry.shapes, (row) => entry.info.names[row], entry.info.class) : [];
      const tiles = this.archive?.under([x, y, x + 1, y + 1], this.map.getZoom()) ?? [];
      return tiles.map(({ layers }) => layers?.get(entry.info.id)).filter(Boolean)
        .flatMap(({ shapes, name, classes }) => found(entry, shapes, name, classes));
    });
  }

  /** A browser that cannot unpack says so, rather than showing an empty map. */
  tell(fault) {
    one(".seam-fault")?.remove();
    one(".seam-map").append(make("p", { className: "seam-warning seam-fault", attributes: { role: "alert" } }, word("not_drawn", { why: String(fault.message ?? fault) })));
  }

  toggle(entry, on) {
    entry.on = on;
    if (entry.show) entry.show(on);
    else this.load(entry).then(() => this.tiles.repaint(), (fault) => this.tell(fault));
    this.changed();
  }

  name({ name, at }) {
    const text = make("span");
    const icon = L.divIcon({ className: "seam-name", html: text, iconSize: [0, 0] });
    return { name, text, marker: L.marker([at[1], at[0]], { icon, interactive: false, keyboard: false, pane: "seam-labels" }) };
  }

  showLabels() {
    this.names.forEach(({ name, text, marker }) => {
      text.textContent = say(name);
      text.style.color = data.labelColour;
      if (this.labels.on) marker.addTo(this.map);
      else marker.remove();
    });
    this.thinLabels();
  }

  /** Hide names that would run into a larger unit's name. */
  thinLabels() {
    if (!this.labels.on) return;
    const kept = [];
    const boxes = this.names.map(({ text, marker }) => {
      const at = this.map.latLngToContainerPoint(marker.getLatLng());
      return L.bounds(at.subtract([text.offsetWidth / 2 + 3, 9]), at.add([text.offsetWidth / 2 + 3, 9]));
    });
    this.names.forEach(({ text }, i) => {
      const free = !kept.some((box) => box.intersects(boxes[i]));
      text.style.visibility = free ? "" : "hidden";
      if (free) kept.push(boxes[i]);
    });
  }

  whatIsHere(at) {
    const reach = (6 * WORLD) / (256 * 2 ** this.map.getZoom());
    const found = this.at(worldOf(at.wrap()), reach);
    if (!found.length) return;
    const rows = found.slice(0, 12).map(({ info, name, kind }) =>
      make("li", {}, make("b", {}, upper(info.title)), mark(info.mark), " ", say(name) ?? "", kind ? ` · ${say(kind.title)}` : null));
    L.popup({ className: "seam-here", maxWidth: 280 }).setLatLng(at).setContent(make("ul", {}, ...rows)).openOn(this.map);
  }

  /** The control: a group each for basemap, plans and, by severity, conflicts. */
  control(conflicts) {
    const group = (key, rows, count, open) =>
      make("details", { open, className: "seam-group" }, make("summary", {}, word(key), make("small", {}, String(count))), ...rows);
    const row = (entry) => this.row(entry.info.title, swatch(entry.info.style ?? {}, entry.kind), entry.info, entry.on, (on) => this.toggle(entry, on));
    const of = (key) => this.entries.filter((entry) => entry.info.group === key).reverse();
    const ground = [...of("ground").map(row), ...this.extras.map((extra) => this.row(extra.info.title, extra.swatch, extra.info, extra.on, (on) => this.toggle(extra, on)))];
    const severities = data.severities.map((severity) => this.row(severity.title, conflicts.severityDot(severity), { count: conflicts.total(severity.id) }, conflicts.filter.severities.has(severity.id), (on) => conflicts.setSeverity(severity.id, on)));
    return [group("conflicts", severities, conflicts.filter.pool.length, true), group("plans", of("plans").map(row), of("plans").length, true), group("ground", ground, ground.length, false)];
  }

  row(title, picture, { count, mark: marked, role }, on, change) {
    const box = make("input", { type: "checkbox", checked: on, onchange: () => change(box.checked) });
    const name = make("span", { className: "seam-layer-name", title: role ? say(role) : "" }, upper(title), mark(marked));
    return make("label", { className: "seam-row" }, box, picture, name, make("small", {}, String(count)));
  }

  /** The legend names what is shown, and nothing else. */
  legend(conflicts) {
    const item = (picture, title, marked) => make("li", {}, picture, make("span", {}, upper(title), mark(marked)));
    const levels = (conflicts?.levels() ?? []).map(({ picture, title }) => item(picture, [`${word("conflicts")}：${title[0]}`, `${title[1]} ${word("conflicts").toLowerCase()}`]));
    const shown = ["plans", "ground"].flatMap((key) => this.entries.filter(({ on, info }) => on && info.count && info.group === key).reverse());
    const rows = shown.flatMap(({ info, kind }) => info.classes
      ? info.classes.map((each) => item(swatch(each.style, kind), [`${info.title[0]}：${each.title[0]}`, `${info.title[1]}: ${each.title[1]}`], info.mark))
      : [item(swatch(info.style, kind), info.title, info.mark)]);
    return [...levels, ...rows];
  }
}
