// The map on paper: A3 across, with title, legend, scale, sources, version and what may be done with it.
// A print that the browser starts by itself has no time to wait: all is drawn at once, before the picture is taken.
const SHARP = 3; // pixels of paper for one of the screen
const PATIENCE_MS = 8000;
const MOST_SOURCES = 8;
const PX_PER_M = 96 / 0.0254;

/** All canvases of a pane as one picture in their place. Chromium prints a canvas step by step, and so prints the
 * clearing that each drawing begins with as a hole through all that lies below; tiles would leave hairlines. */
const pictured = (map, pane) => {
  const box = map.getContainer().getBoundingClientRect();
  const canvases = all("canvas", pane).filter(({ width }) => width);
  if (!canvases.length) return;
  const [width, height] = [box.width, box.height].map((size) => Math.round(size * SHARP));
  const held = new OffscreenCanvas(width, height);
  const context = held.getContext("2d");
  canvases.forEach((canvas) => {
    const at = canvas.getBoundingClientRect();
    const [left, top, right, bottom] = [at.left - box.left, at.top - box.top, at.right - box.left, at.bottom - box.top].map((edge) => Math.round(edge * SHARP));
    context.drawImage(canvas, left, top, right - left, bottom - top);
  });
  const picture = make("canvas", { className: "seam-print-picture", width, height, style: { width: `${box.width}px`, height: `${box.height}px` } });
  L.DomUtil.setPosition(picture, map.containerPointToLayerPoint([0, 0]));
  picture.getContext("bitmaprenderer").transferFromImageBitmap(held.transferToImageBitmap());
  pane.append(picture);
};

class Print {
  constructor(map, parts) {
    Object.assign(this, { map, on: false, page: one(".seam") }, parts);
    addEventListener("beforeprint", () => this.prepare());
    addEventListener("afterprint", () => this.restore());
  }

  /** Print once all that comes from elsewhere has come. */
  async start() {
    this.prepare();
    const { tiles } = this.layers;
    const idle = new Promise((done) => (tiles.waiting ? tiles.once("idle", done) : done()));
    const background = this.background?.drawn.getLayers() ?? [];
    const loads = background.map((layer) => new Promise((done) => (layer.isLoading() ? layer.once("load", done) : done())));
    await Promise.race([Promise.all([idle, ...loads]), new Promise((done) => setTimeout(done, PATIENCE_MS))]);
    print();
  }

  prepare() {
    if (this.on) return;
    const { map, view, conflicts, layers, chart } = this;
    this.on = true;
    this.kept = { centre: map.getCenter(), zoom: map.getZoom(), kind: view.kind, retina: L.Browser.retina, fade: map._fadeAnimated };
    const [west, south, east, north] = data.bounds;
    const bounds = view.kind === "whole" ? [[south, west], [north, east]] : map.getBounds().pad(-0.02);
    this.fill();
    const chosen = conflicts.card.isOpen && conflicts.byId.get(conflicts.selected);
    chart.place.classList.toggle("seam-print-not", Boolean(chosen) && chosen.border !== chart.border?.id); // it shows another border
    this.page.classList.add("seam-printing");
    L.Browser.retina = true;
    map._fadeAnimated = false;
    layers.tiles.sharp = SHARP;
    chart.sharp = SHARP;
    this.look(() => map.fitBounds(bounds, { animate: false }));
    Object.values(map.getPanes()).filter((pane) => pane !== map.getPane("mapPane")).forEach((pane) => pictured(map, pane));
    this.tellScale();
  }

  restore() {
    if (!this.on) return;
    const { map, layers, chart, kept } = this;
    this.on = false;
    this.page.classList.remove("seam-printing");
    all(".seam-print-picture", this.page).forEach((picture) => picture.remove());
    L.Browser.retina = kept.retina;
    map._fadeAnimated = kept.fade;
    layers.tiles.sharp = chart.sharp = undefined;
    this.look(() => map.setView(kept.centre, kept.zoom, { animate: false }));
  }

  /** The place changed its size: bring everything to it. */
  look(how) {
    const { map, view, layers, chart } = this;
    view.move(this.kept.kind, () => {
      map.invalidateSize({ animate: false, pan: false });
      how();
    });
    layers.tiles.repaint();
    layers.tiles.flush();
    if (chart.isOpen && chart.border) chart.paint();
  }

  /** The words of the sheet, of this moment and in this language. */
  fill() {
    const { layers, conflicts } = this;
    const part = (title, ...nodes) => make("section", {}, make("h2", {}, word(title)), ...nodes);
    const counts = conflicts.levels().map(({ title, picture, count }) => make("li", {}, picture, make("span", {}, upper(title)), make("small", {}, String(count))));
    const filter = conflicts.filter.told();
    const card = conflicts.selected && conflicts.card.isOpen ? one(".seam-card").cloneNode(true) : "";
    if (card) all("button, .seam-links, .seam-why", card).forEach((node) => node.remove());
    one(".seam-print-side").replaceChildren(
      part("print_shown", make("ul", {}, ...counts), make("p", {}, word("count", { shown: conflicts.shown.length, all: conflicts.filter.pool.length })), filter ? make("p", {}, `${word("print_filter")}${filter}`) : "", data.left ? make("p", {}, word("partial", { left: data.left })) : ""),
      part("legend", make("ul", {}, ...layers.legend())),
      ...(card ? [part("print_chosen", card)] : []));
    one(".seam-print-foot").replaceChildren(
      make("p", {}, `${word("print_sources")} ${this.sources()}`),
      make("p", {}, [data.datum && word("print_datum", { datum: data.datum }), data.background && say(data.background.credit)].filter(Boolean).join(" · ")),
      make("p", { className: "seam-print-line" }, make("b", {}, say(data.compliance)), make("span", { hidden: !data.illustrative }, word("illustrative")), make("span", { className: "seam-print-scale" }), make("span", {}, word("print_made", { version: data.version, day: this.day() }))));
  }

  /** What is on the map, by source. */
  sources() {
    const found = new Map();
    layersOn(this.layers).filter(({ info }) => info.source?.some(Boolean)).forEach(({ info }) => {
      const key = `${say(info.source)}|${info.vintage}`;
      found.set(key, [...(found.get(key) ?? []), say(info.title)]);
    });
    const told = [...found].map(([key, titles]) => {
      const [source, vintage] = key.split(/\|(?=[^|]*$)/);
      return word("print_source", { titles: list(titles), source, vintage: vintage ? word("print_vintage", { vintage }) : "" });
    });
    const more = told.length > MOST_SOURCES ? word("more", { all: told.length }) : "";
    return told.slice(0, MOST_SOURCES).join(language === "zh" ? "；" : "; ") + (more && ` ${more}`) || word("print_no_source");
  }

  day() {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  }

  tellScale() {
    const { lat } = this.map.getCenter();
    const metres = (2 * Math.PI * data.ellipsoid[0] * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** this.map.getZoom());
    const rough = metres * PX_PER_M;
    const unit = 10 ** (Math.floor(Math.log10(rough)) - 1);
    one(".seam-print-scale").textContent = word("print_scale", { scale: (Math.round(rough / unit) * unit).toLocaleString("en").replaceAll(",", " ") });
  }
}

const layersOn = ({ entries }) => entries.filter(({ on, info }) => on && info.count);
