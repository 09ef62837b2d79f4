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
    this.renderers = {};
    [["ground", 310], ["plans", 320], ["borders", 330], ["labels", 620]].forEach(([name, level]) => {
      const pane = map.createPane(`seam-${name}`);
      pane.style.zIndex = level;
      pane.style.pointerEvents = "none";
      this.renderers[name] = L.canvas({ pane: `seam-${name}`, padding: 0.2 });
    });
    this.entries = data.layers.map((info) => ({ info, on: info.on, kind: info.shapes.find((parts) => parts.length)?.[0][0] ?? POLYGON, group: null }));
    this.labels = { info: { id: "labels", title: data.texts.labels, group: "ground", count: data.labels.length }, on: true };
    this.names = data.labels.map((label) => this.name(label));
    this.entries.forEach((entry) => entry.on && this.show(entry));
    this.showLabels();
    map.on("zoomend moveend resize", () => this.thinLabels());
    map.on("click", (event) => this.whatIsHere(event.latlng));
  }

  /** The paths of a layer, made when it is first shown; features are drawn in the order of the data. */
  build({ info }) {
    const renderer = this.renderers[info.pane ?? info.group];
    const looks = [info.style, ...(info.classes ?? []).map((each) => each.style)].map((style) => options(style, { renderer, interactive: false }));
    const group = L.layerGroup();
    info.shapes.forEach((parts, row) => {
      const look = looks[(info.class?.[row] ?? -1) + 1];
      paths(parts, data.digits[0], look).forEach((path) => group.addLayer(Object.assign(path, { seamRow: row })));
    });
    return group;
  }

  show(entry) {
    entry.group ??= this.build(entry);
    entry.group.addTo(this.map);
  }

  toggle(entry, on) {
    entry.on = on;
    if (entry === this.labels) this.showLabels();
    else if (on) {
      this.show(entry);
      const after = this.entries.slice(this.entries.indexOf(entry)).filter((other) => other.on);
      after.forEach((other) => other.group.eachLayer((path) => path.bringToFront()));
    } else entry.group?.remove();
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
    const found = this.entries.filter((entry) => entry.on && entry.info.names).reverse().flatMap(({ info, group }) =>
      group.getLayers().filter((path) => hits(this.map, path, at)).map((path) => ({ info, row: path.seamRow })));
    if (!found.length) return;
    const rows = found.slice(0, 12).map(({ info, row }) => {
      const kind = info.classes?.[info.class[row]];
      return make("li", {}, make("b", {}, upper(info.title)), mark(info.mark), " ", say(info.names[row]), kind ? ` · ${say(kind.title)}` : null);
    });
    L.popup({ className: "seam-here", maxWidth: 280 }).setLatLng(at).setContent(make("ul", {}, ...rows)).openOn(this.map);
  }

  /** The control: a group each for basemap, plans and, by severity, conflicts. */
  control(conflicts) {
    const group = (key, rows, count, open) =>
      make("details", { open, className: "seam-group" }, make("summary", {}, word(key), make("small", {}, String(count))), ...rows);
    const row = (entry) => this.row(entry.info.title, swatch(entry.info.style ?? {}, entry.kind), entry.info, entry.on, (on) => this.toggle(entry, on));
    const of = (key) => this.entries.filter((entry) => entry.info.group === key).reverse();
    const ground = [...of("ground").map(row), this.row(this.labels.info.title, make("i", { className: "seam-swatch seam-text" }, "文"), this.labels.info, this.labels.on, (on) => this.toggle(this.labels, on))];
    const severities = data.severities.map((severity) => this.row(severity.title, conflicts.dot(severity), { count: conflicts.total(severity.id) }, conflicts.filter.severities.has(severity.id), (on) => conflicts.setSeverity(severity.id, on)));
    return [group("conflicts", severities, data.conflicts.length, true), group("plans", of("plans").map(row), of("plans").length, true), group("ground", ground, ground.length, false)];
  }

  row(title, picture, { count, mark: marked, role }, on, change) {
    const box = make("input", { type: "checkbox", checked: on, onchange: () => change(box.checked) });
    const name = make("span", { className: "seam-layer-name", title: role ? say(role) : "" }, upper(title), mark(marked));
    return make("label", { className: "seam-row" }, box, picture, name, make("small", {}, String(count)));
  }

  /** The legend names what is shown, and nothing else. */
  legend(conflicts) {
    const item = (picture, title, marked) => make("li", {}, picture, make("span", {}, upper(title), mark(marked)));
    const severities = data.severities.filter(({ id }) => conflicts.filter.severities.has(id) && conflicts.total(id)).map((severity) =>
      item(conflicts.dot(severity), [`${word("conflicts")}：${severity.title[0]}`, `${severity.title[1]} ${word("conflicts").toLowerCase()}`]));
    const shown = ["plans", "ground"].flatMap((key) => this.entries.filter(({ on, info }) => on && info.count && info.group === key).reverse());
    const rows = shown.flatMap(({ info, kind }) => info.classes
      ? info.classes.map((each) => item(swatch(each.style, kind), [`${info.title[0]}：${each.title[0]}`, `${info.title[1]}: ${each.title[1]}`], info.mark))
      : [item(swatch(info.style, kind), info.title, info.mark)]);
    return [...severities, ...rows];
  }
}
