// Basemap and plans on canvas tiles: whatever their number, a frame spends only a few milliseconds on them.
const FRAME_MS = 7;
const BATCH = 200;

// Below this extent a feature is a speck, and steps are left out, px.
const SPECK_PX = 1.5;
const SPECK_ALPHA = 0.5; // less than a pixel of plan must not look like a whole one
const STEP_PX = 0.7;

/** Walk a run into a path; what is too short to see, or turns outside the window, is left out. */
const trail = (path, shapes, run, { scale, left, top, low, high }) => {
  const { x, y } = shapes;
  const [from, to] = [shapes.points[run], shapes.points[run + 1]];
  const side = (px, py) => (px < low ? 1 : px > high ? 2 : 0) | (py < low ? 4 : py > high ? 8 : 0);
  let [heldX, heldY] = [x[from] * scale - left, y[from] * scale - top];
  path.moveTo(heldX, heldY);
  let heldSide = side(heldX, heldY);
  let lastSide = 0; // the first point is drawn already
  for (let i = from + 1; i < to; i++) {
    const px = x[i] * scale - left;
    const py = y[i] * scale - top;
    if (i < to - 1 && Math.abs(px - heldX) + Math.abs(py - heldY) < STEP_PX) continue;
    const now = side(px, py);
    if (!(lastSide & heldSide & now)) {
      path.lineTo(heldX, heldY);
      lastSide = heldSide;
    }
    [heldX, heldY, heldSide] = [px, py, now];
  }
  path.lineTo(heldX, heldY);
};

/** Paths of some features of one look. */
const trace = (shapes, rows, view) => {
  const made = { area: new Path2D(), line: new Path2D(), dot: new Path2D(), speck: new Path2D() };
  const { box } = shapes;
  const { scale, left, top } = view;
  for (const row of rows) {
    const [wide, tall] = [(box[4 * row + 2] - box[4 * row]) * scale, (box[4 * row + 3] - box[4 * row + 1]) * scale];
    for (let part = shapes.parts[row]; part < shapes.parts[row + 1]; part++) {
      const kind = shapes.kinds[part];
      const at = shapes.points[shapes.runs[part]];
      if (kind === POINT) {
        const [px, py] = [shapes.x[at] * scale - left, shapes.y[at] * scale - top];
        made.dot.moveTo(px + 4, py);
        made.dot.arc(px, py, 4, 0, 2 * Math.PI);
      } else if (wide < SPECK_PX && tall < SPECK_PX) {
        made.speck.rect(box[4 * row] * scale - left, box[4 * row + 1] * scale - top, Math.max(1, wide), Math.max(1, tall));
        break;
      } else {
        for (let run = shapes.runs[part]; run < shapes.runs[part + 1]; run++) {
          trail(kind === POLYGON ? made.area : made.line, shapes, run, view);
          if (kind === POLYGON) made.area.closePath();
        }
      }
    }
  }
  return made;
};

/** Let only a window of the world be drawn, to whole pixels, so that windows leave no seam. */
const clip = (context, { scale, left, top }, [west, north, east, south]) => {
  const [x, y] = [Math.round(west * scale - left), Math.round(north * scale - top)];
  context.beginPath();
  context.rect(x, y, Math.round(east * scale - left) - x, Math.round(south * scale - top) - y);
  context.clip();
};

/** Draw features in batches; between them others may have the frame. */
function* paint(context, shapes, { styles, classes }, view) {
  const pad = (view.high - view.size) / view.scale;
  const [west, north, east, south] = view.window;
  const rows = shapes.within(west - pad, north - pad, east + pad, south + pad);
  for (const [number, style] of styles.entries()) {
    const wanted = classes ? rows.filter((row) => classes[row] + 1 === number) : number ? [] : rows;
    context.fillStyle = style.fill ?? style.line;
    context.strokeStyle = style.line ?? style.fill;
    context.lineWidth = style.weight ?? 1;
    context.lineJoin = context.lineCap = "round";
    context.setLineDash(style.dash ? style.dash.split(" ").map(Number) : []);
    for (let i = 0; i < wanted.length; i += BATCH) {
      const { area, line, dot, speck } = trace(shapes, wanted.slice(i, i + BATCH), style.dash ? { ...view, low: -Infinity, high: Infinity } : view);
      context.globalAlpha = style.opacity ?? 0.4;
      context.fill(area);
      context.fill(dot);
      context.globalAlpha = 1;
      if (context.lineWidth && style.weight !== 0) [area, line, dot].forEach((path) => context.stroke(path));
      context.globalAlpha = SPECK_ALPHA;
      context.fillStyle = context.strokeStyle;
      context.fill(speck);
      context.fillStyle = style.fill ?? style.line;
      yield;
    }
  }
}

/** `drawing(view)` gives what a tile shows, bottom first, as `parts`, or a promise as `coming`. */
const Tiles = L.GridLayer.extend({
  options: { tileSize: 256, keepBuffer: 2, updateInterval: 100, updateWhenIdle: false, updateWhenZooming: false },

  initialize(drawing, options) {
    L.setOptions(this, options);
    this.drawing = drawing;
    this.jobs = [];
    this.waiting = 0;
    addEventListener("beforeprint", () => this.flush());
    this.on("tileunload", ({ tile }) => (tile.gone = true));
  },

  // tiles of the zoom that is shown, also where it is not whole: drawn, not stretched
  _setView(centre, zoom, ...rest) {
    this.shownZoom = zoom;
    L.GridLayer.prototype._setView.call(this, centre, zoom, ...rest);
  },

  _clampZoom() {
    return Math.round(this.shownZoom * 2) / 2;
  },

  createTile(coords, done) {
    const tile = document.createElement("canvas");
    this.ask({ tile, coords, done });
    return tile;
  },

  ask(job) {
    this.jobs.push(job);
    this.frame ||= requestAnimationFrame(() => this.work(performance.now() + FRAME_MS));
  },

  /** Draw all tiles anew; each stays as it is until its new picture is whole. */
  repaint() {
    const first = [this.now && this.job, ...this.jobs].filter((job) => job?.done);
    this.now = null;
    this.jobs = [];
    first.forEach((job) => this.ask(job));
    Object.values(this._tiles ?? {}).forEach(({ el, coords }) => el.drawn && this.ask({ tile: el, coords }));
  },

  /** Draw what waits, now: before printing there are no frames. */
  flush() {
    this.work(Infinity);
  },

  work(until) {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    do {
      this.now ??= this.begin();
      if (!this.now) break;
      if (this.now.next().done) this.now = null;
    } while (performance.now() < until);
    if (this.now || this.jobs.length) this.frame = requestAnimationFrame(() => this.work(performance.now() + FRAME_MS));
    else if (!this.waiting) this.fire("idle");
  },

  begin() {
    for (let job = this.jobs.shift(); job; job = this.jobs.shift()) {
      if (job.tile.gone) continue;
      const { parts, coming } = this.drawing(this.view(job.coords));
      if (parts) {
        this.job = job;
        return this.draw(job, parts);
      }
      this.waiting += 1;
      const again = job; // what it needs is not there yet
      coming.then(() => ((this.waiting -= 1), this.ask(again)));
    }
    return null;
  },

  view(coords) {
    const size = this.options.tileSize;
    const scale = (256 * 2 ** coords.z) / WORLD;
    const [left, top] = [coords.x * size, coords.y * size];
    return { zoom: coords.z, scale, left, top, size, low: -12, high: size + 12, window: [left / scale, top / scale, (left + size) / scale, (top + size) / scale] };
  },

  *draw({ tile, coords, done }, parts) {
    const size = this.options.tileSize;
    const ratio = Math.round(size * (this.sharp ?? Math.min(2, devicePixelRatio || 1))) / size; // to whole pixels; paper is sharper
    const picture = (this.picture ??= document.createElement("canvas"));
    picture.width = picture.height = size * ratio; // this also wipes it
    const context = picture.getContext("2d");
    context.scale(ratio, ratio);
    const view = this.view(coords);
    for (const { shapes, look, window } of parts) {
      context.save();
      if (window) clip(context, view, window);
      yield* paint(context, shapes, look, view);
      context.restore();
    }
    tile.width = tile.height = picture.width;
    tile.drawn = true;
    tile.getContext("2d").drawImage(picture, 0, 0);
    done?.(null, tile);
  },
});
