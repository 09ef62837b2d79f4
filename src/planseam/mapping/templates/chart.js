// The seam chart: a border made straight. Kilometres run across; each role is a pair of bands, one side's plan above,
// the other's below, and red between them where only one side has it.
const PER_KM = 10000;
const CHART = { marks: 17, axis: 25, band: 8, seam: 3, gap: 6, right: 14 };
const ROW_PX = 2 * CHART.band + CHART.seam + CHART.gap;
const TOP_PX = CHART.marks + CHART.axis;
const IN_VIEW = "#9dbdd5";
const CLOSEST = 2 * PER_KM; // decimetres that fill the chart at most

class Chart {
  constructor(map, conflicts, address) {
    Object.assign(this, { map, conflicts, address, border: null, cursor: null });
    this.borders = new Map(data.seams.borders.map((border) => [border.id, border]));
    this.place = one(".seam-chart");
    this.canvas = one("canvas", this.place);
    this.readout = one("output", this.place);
    this.pick = one("select", this.place);
    const look = { ...paneOf(map, "seam-border", 390), interactive: false }; // above the plans, below the conflicts
    this.onMap = L.layerGroup();
    this.line = L.polyline([], { ...look, color: "#1f5f8b", weight: 6, opacity: 0.35 }).addTo(this.onMap);
    this.stretch = L.polyline([], { ...look, color: data.mismatch, weight: 7, opacity: 1, lineCap: "butt" }).addTo(this.onMap);
    this.here = L.marker([0, 0], { icon: L.divIcon({ className: "seam-pin", iconSize: [14, 14] }), interactive: false, keyboard: false });
    this.listen();
  }

  get isOpen() {
    return !this.place.hidden;
  }

  open(on) {
    this.place.hidden = !on;
    if (!on) return this.onMap.remove();
    if (!this.border) this.show(this.conflicts.byId.get(this.conflicts.selected)?.border || this.busiest());
    this.onMap.addTo(this.map);
    this.draw();
  }

  /** The border with most conflicts. */
  busiest() {
    const count = (id) => data.conflicts.filter(({ border }) => border === id).length;
    return [...this.borders.keys()].sort((a, b) => count(b) - count(a))[0];
  }

  /** Unroll a border. */
  show(id) {
    const border = this.borders.get(id);
    if (!border || border === this.border) return;
    this.border = border;
    this.seen = null;
    border.line ??= new Course(border.course);
    this.window = this.whole = [0, Math.max(border.length, ...border.roles.flatMap(({ runs }) => runs.map((run) => run[1])))];
    this.line.setLatLngs(border.line.slice(...this.whole));
    this.point(null);
    this.speak();
  }

  speak() {
    const { borders, border, pick } = this;
    const count = (id) => data.conflicts.filter((conflict) => conflict.border === id).length;
    pick.replaceChildren(...[...borders.values()].map(({ id, km }) => make("option", { value: id, selected: id === border?.id }, `${say(data.borders[id])} · ${km} km (${count(id)})`)));
    this.canvas.setAttribute("aria-label", word("chart_canvas"));
    if (this.border) this.point(this.cursor);
  }

  /** What stands in the line above the chart while nothing is pointed at. */
  rest() {
    if (!this.border) return;
    const [above, below] = this.border.sides.map(say);
    const key = (colour, name) => make("span", {}, make("i", { className: "seam-swatch seam-key", style: { backgroundColor: colour } }), word(name));
    const { length } = this.border.roles;
    this.readout.replaceChildren(
      make("b", {}, word("chart_side", { above, below })),
      ...(length ? [key(data.mismatch, "mismatch"), key(IN_VIEW, "in_view")] : []),
      make("span", { className: "seam-quiet" }, word(length ? "chart_hint" : "chart_empty")));
  }

  x(along) {
    const [from, to] = this.window;
    return this.left + ((along - from) / (to - from)) * this.wide;
  }

  along(x) {
    const [from, to] = this.window;
    return Math.max(0, Math.min(this.whole[1], from + ((x - this.left) / this.wide) * (to - from)));
  }

  draw() {
    if (!this.isOpen || !this.border || this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      this.paint();
    });
  }

  paint() {
    const { canvas, border } = this;
    const width = canvas.parentNode.clientWidth;
    const height = TOP_PX + border.roles.length * ROW_PX + 2;
    const ratio = this.sharp ?? (devicePixelRatio || 1); // paper is sharper
    this.left = width < 560 ? 84 : width < 900 ? 132 : 176;
    this.wide = width - this.left - CHART.right;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.style.height = `${height}px`;
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    context.font = `11px ${getComputedStyle(canvas).fontFamily}`;
    this.paintAxis(context);
    border.roles.forEach((role, i) => this.paintRole(context, role, TOP_PX + i * ROW_PX));
    this.paintMarks(context);
    if (this.cursor === null) return;
    context.fillStyle = "#14161a";
    context.fillRect(this.x(this.cursor) - 0.5, CHART.marks, 1, height - CHART.marks);
  }

  paintAxis(context) {
    const [from, to] = this.window.map((along) => along / PER_KM);
    const rough = ((to - from) / this.wide) * 80;
    const decade = 10 ** Math.floor(Math.log10(rough));
    const step = decade * [1, 2, 5, 10].find((by) => by * decade >= rough);
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    const y = CHART.marks + 5;
    context.fillStyle = "#eef1f4";
    context.fillRect(this.left, CHART.marks, this.wide, 5);
    context.fillStyle = IN_VIEW;
    (this.seen ??= this.border.line.within(this.map.getBounds())).forEach(([a, b]) => {
      const [x0, x1] = [this.x(a), this.x(b)].map((x) => Math.max(this.left, Math.min(this.left + this.wide, x)));
      context.fillRect(x0, CHART.marks, Math.max(2, x1 - x0), 5);
    });
    context.fillStyle = "#666d78";
    context.textBaseline = "top";
    context.textAlign = "right";
    context.fillText("km", this.left - 22, y + 3);
    context.textAlign = "center";
    for (let km = Math.ceil(from / step - 1e-9) * step; km <= to + 1e-9; km += step) {
      const x = this.x(km * PER_KM);
      context.fillRect(x - 0.5, CHART.marks, 1, 7);
      context.fillText(km.toFixed(digits), x, y + 3);
    }
  }

  paintRole(context, { title, colour, runs }, y) {
    const seam = y + CHART.band;
    const below = seam + CHART.seam;
    const bar = (style, x, top, wide, tall) => ((context.fillStyle = style), context.fillRect(x, top, wide, tall));
    [y, below].forEach((top) => bar("#eceff2", this.left, top, this.wide, CHART.band));
    bar("#8b95a1", this.left, seam + 1, this.wide, 1);
    const [first, last] = [this.left, this.left + this.wide];
    for (const [from, to, state] of runs) {
      if (to < this.window[0] || from > this.window[1]) continue;
      const x = Math.max(first, this.x(from));
      const wide = Math.max(0.6, Math.min(last, this.x(to)) - x);
      if (state & 1) bar(colour, x, y, wide, CHART.band);
      if (state & 2) bar(colour, x, below, wide, CHART.band);
      if (state !== 3) bar(data.mismatch, x, seam, Math.max(1.4, wide), CHART.seam);
    }
    context.fillStyle = "#23262c";
    context.textBaseline = "middle";
    context.textAlign = "right";
    context.fillText(fitted(context, upper(title), this.left - 14), this.left - 8, seam + 1.5);
  }

  /** Conflicts along the border, the gravest on top. */
  marks() {
    return [...this.conflicts.shown].reverse().filter(({ border, km }) => border === this.border.id && km).map((conflict) => ({ conflict, x: this.x(Number(conflict.km) * PER_KM) }))
      .filter(({ x }) => x >= this.left - 1 && x <= this.left + this.wide + 1);
  }

  paintMarks(context) {
    const paint = ({ conflict, x }, size, edge) => {
      context.beginPath();
      context.moveTo(x, CHART.marks - 2);
      context.lineTo(x - size, CHART.marks - 2 - 2 * size);
      context.lineTo(x + size, CHART.marks - 2 - 2 * size);
      context.closePath();
      context.fillStyle = this.conflicts.levelOf(conflict).colour;
      context.strokeStyle = edge;
      context.lineWidth = 1;
      context.fill();
      context.stroke();
    };
    const marks = this.marks();
    marks.forEach((each) => paint(each, 5, "#fff"));
    marks.filter(({ conflict }) => conflict.id === this.conflicts.selected).forEach((each) => paint(each, 7, "#14161a"));
  }

  /** Point at a place of the border, on the chart and on the map; in a role's row also at the run there. */
  point(along, row = null) {
    this.cursor = along;
    this.here.remove();
    this.stretch.setLatLngs([]);
    if (along === null) {
      this.rest();
      return this.draw();
    }
    if (this.isOpen) this.here.setLatLng(this.border.line.at(along)).addTo(this.onMap);
    const role = this.border.roles[row];
    const run = role?.runs.find(([from, to]) => along >= from && along <= to);
    if (run && run[2] !== 3) this.stretch.setLatLngs(this.border.line.slice(run[0], run[1]));
    this.tell(along, role ? [role] : this.border.roles);
    this.draw();
  }

  tell(along, roles) {
    const side = (run, i) => {
      const [name, gap] = run ? [run[3 + i], run[5 + i]] : [-1, -1];
      if (name < 0) return word("chart_lacks");
      return say(data.seams.names[name]) + (gap > 0 ? ` (${word("chart_gap", { m: rounded(gap / 10, gap < 1000 ? 1 : 0) })})` : "");
    };
    const lines = roles.map((role) => ({ role, run: role.runs.find(([from, to]) => along >= from && along <= to) })).filter(({ run }) => run || roles.length === 1);
    const [above, below] = this.border.sides.map(say);
    const parts = lines.map(({ role, run }) => make("span", { className: run && run[2] !== 3 ? "seam-mismatch" : "" },
      make("b", {}, upper(role.title)),
      roles.length === 1 ? ` ${above}：${side(run, 0)} ｜ ${below}：${side(run, 1)}` : ` ${{ 1: above, 2: below, 3: "✓" }[run[2]]}`,
      roles.length === 1 && role.agreement ? make("small", {}, ` ${word("chart_agreement", { share: role.agreement })}`) : ""));
    this.readout.replaceChildren(make("b", {}, `km ${rounded(along / PER_KM, 2)}`), ...parts);
  }

  /** Show more or less of the border, keeping a place where it is. */
  zoom(by, along) {
    const [from, to] = this.window;
    const span = Math.max(Math.min(CLOSEST, this.whole[1]), Math.min(this.whole[1], (to - from) * by));
    this.pan(along - ((along - from) / (to - from)) * span, span);
  }

  pan(from, span = this.window[1] - this.window[0]) {
    const start = Math.max(0, Math.min(this.whole[1] - span, from));
    this.window = [start, start + span];
    this.draw();
  }

  goTo(along) {
    this.map.setView(this.border.line.at(along), Math.max(12, this.map.getZoom()), { animate: false });
  }

  /** What a conflict is about stands in the chart too. */
  follow(conflict) {
    if (!conflict?.border || !this.borders.has(conflict.border)) return this.draw();
    if (!this.isOpen) return;
    this.show(conflict.border);
    const along = Number(conflict.km ?? NaN) * PER_KM;
    if (!Number.isFinite(along)) return this.draw();
    if (along < this.window[0] || along > this.window[1]) this.window = this.whole;
    this.point(along);
  }

  write(params) {
    if (this.isOpen && this.border) params.set("seam", this.border.id);
  }

  read(params) {
    const id = params.get("seam");
    if (!this.borders.has(id) || (innerWidth < PHONE && params.has("id"))) return;
    this.opened();
    this.show(id);
  }
}

/** Words cut to a width. */
const fitted = (context, words, width) => {
  if (context.measureText(words).width <= width) return words;
  let cut = words;
  while (cut && context.measureText(`${cut}…`).width > width) cut = cut.slice(0, -1);
  return `${cut.trimEnd()}…`;
};
