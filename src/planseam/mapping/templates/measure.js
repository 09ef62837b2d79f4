// Measuring on the map. A sheet above the map takes the clicks, so that nothing else opens meanwhile.
const STILL_PX = 5;
const MU_PER_HECTARE = 15;

class Measure {
  constructor(map, changed) {
    Object.assign(this, { map, changed, kind: "", points: [], done: true, earth: geodesy(data.ellipsoid) });
    const look = { interactive: false, color: "#14161a", weight: 2.5, dashArray: "1 5", fillColor: "#14161a", fillOpacity: 0.08 };
    this.drawn = L.layerGroup();
    this.line = L.polyline([], { ...look, color: "#fff", weight: 5, dashArray: null, opacity: 0.8 }).addTo(this.drawn);
    this.shape = L.polygon([], look).addTo(this.drawn);
    this.corners = L.layerGroup().addTo(this.drawn);
    this.sheet = make("div", { className: "seam-sheet", hidden: true });
    map.getContainer().append(this.sheet);
    this.result = one(".seam-measured");
    let pressed = null;
    this.sheet.addEventListener("pointerdown", (event) => (pressed = [event.clientX, event.clientY]));
    this.sheet.addEventListener("click", (event) => {
      event.stopPropagation();
      if (pressed && Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > STILL_PX) return; // it was a drag
      if (event.detail < 2) this.add(map.mouseEventToLatLng(event));
    });
    this.sheet.addEventListener("dblclick", (event) => {
      event.stopPropagation();
      this.finish();
    });
    this.sheet.addEventListener("pointermove", (event) => this.draw(map.mouseEventToLatLng(event)));
  }

  get on() {
    return Boolean(this.kind);
  }

  start(kind) {
    const again = this.kind === kind;
    this.clear();
    if (again) return;
    Object.assign(this, { kind, done: false });
    this.sheet.hidden = false;
    this.drawn.addTo(this.map);
    this.draw();
    this.changed();
  }

  add(at) {
    this.points.push(at);
    this.draw();
  }

  undo() {
    if (!this.done) this.points.pop();
    this.draw();
  }

  finish() {
    this.done = true;
    this.sheet.hidden = true;
    this.draw();
  }

  clear() {
    Object.assign(this, { kind: "", points: [], done: true });
    this.sheet.hidden = true;
    this.drawn.remove();
    this.result.hidden = true;
    this.changed();
  }

  /** Draw what is measured, with the place that the pointer is at. */
  draw(moving) {
    if (!this.on) return;
    const points = moving && !this.done ? [...this.points, moving] : this.points;
    const ring = this.kind === "area";
    this.line.setLatLngs(ring && points.length ? [...points, points[0]] : points);
    this.shape.setStyle({ fill: ring }).setLatLngs(ring ? points : [points, [...points].reverse()]);
    this.corners.clearLayers();
    this.points.forEach((at) => this.corners.addLayer(L.circleMarker(at, { interactive: false, radius: 4, color: "#14161a", weight: 2, fillColor: "#fff", fillOpacity: 1 })));
    this.tell(points.map(({ lat, lng }) => trueOf([lat, lng])));
  }

  tell(points) {
    const { distance, area } = this.earth;
    const long = (path) => path.slice(1).reduce((sum, at, i) => sum + distance(path[i], at), 0);
    const metres = (value) => (value >= 1000 ? `${rounded(value / 1000, 3)} km` : `${rounded(value, 1)} m`);
    const parts = [];
    if (this.kind === "distance" && points.length > 1) parts.push([word("distance"), metres(long(points))]);
    if (this.kind === "area" && points.length > 2) {
      const hectares = area(points) / 10000;
      parts.push([word("area"), `${rounded(hectares, 4)} ${word("ha")} · ${rounded(hectares * MU_PER_HECTARE, 2)} ${word("mu")}`]);
      parts.push([word("perimeter"), metres(long([...points, points[0]]))]);
    }
    const lines = parts.length ? parts.map(([name, value]) => make("p", {}, `${name} `, make("b", {}, value))) : [];
    if (!this.done) lines.push(make("p", { className: "seam-quiet" }, word("measure_start")));
    const away = make("button", { type: "button", className: "seam-close", title: word("measure_away"), onclick: () => this.clear() }, "×");
    this.result.replaceChildren(make("div", {}, ...lines), away);
    this.result.hidden = false;
  }

  /** Keys while measuring; whether it was one of them. */
  key(key) {
    if (!this.on) return false;
    const act = { Escape: () => this.clear(), Enter: () => this.finish(), Backspace: () => this.undo() }[key];
    act?.();
    return Boolean(act);
  }
}
