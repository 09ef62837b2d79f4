// How the seam chart is pointed at, moved and zoomed, and how map and chart follow each other.
const NEAR_PX = 14;
const DRAG_PX = 4;

Chart.prototype.listen = function listen() {
  const { canvas, map } = this;
  const spot = (event) => ({ x: event.offsetX, row: Math.floor((event.offsetY - TOP_PX) / ROW_PX) });
  const markAt = ({ x }, event) => (event.offsetY > CHART.marks ? null : this.marks().filter((each) => Math.abs(each.x - x) <= 6).at(-1)?.conflict);
  let grip = null;
  canvas.onpointerdown = (event) => (grip = { x: event.offsetX, from: this.window[0], moved: false });
  canvas.onpointermove = (event) => {
    const at = spot(event);
    const [from, to] = this.window;
    if (grip && event.buttons && Math.abs(at.x - grip.x) > DRAG_PX) {
      if (!grip.moved) canvas.setPointerCapture(event.pointerId);
      grip.moved = true;
      return this.pan(grip.from - ((at.x - grip.x) / this.wide) * (to - from));
    }
    const found = markAt(at, event);
    canvas.style.cursor = found ? "pointer" : "";
    canvas.title = found ? this.conflicts.title(found) : "";
    if (at.x >= this.left - 4) this.point(this.along(at.x), at.row >= 0 ? at.row : null);
  };
  canvas.onpointerleave = () => this.point(null);
  canvas.onclick = (event) => {
    const { moved } = grip ?? {};
    grip = null;
    const found = markAt(spot(event), event);
    if (moved || event.offsetX < this.left - 4) return;
    if (found) this.conflicts.select(found.id);
    else this.goTo(this.along(event.offsetX));
  };
  canvas.ondblclick = () => {
    this.window = this.whole;
    this.draw();
  };
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.pan(this.window[0] + (((event.deltaX || event.deltaY) / this.wide) * (this.window[1] - this.window[0])));
    else this.zoom(Math.exp(Math.max(-200, Math.min(200, event.deltaY)) / 400), this.along(event.offsetX));
  }, { passive: false });
  canvas.onkeydown = (event) => {
    const [from, to] = this.window;
    const now = this.cursor ?? (from + to) / 2;
    const move = { ArrowRight: 0.01, ArrowLeft: -0.01, PageDown: 0.1, PageUp: -0.1, End: Infinity, Home: -Infinity }[event.key];
    const zoom = { "+": 0.7, "=": 0.7, "-": 1 / 0.7 }[event.key];
    if (move === undefined && !zoom && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    if (zoom) return this.zoom(zoom, now);
    if (move === undefined) return this.goTo(now);
    const next = Math.max(0, Math.min(this.whole[1], now + move * (to - from)));
    if (next < from || next > to) this.pan(next - (to - from) / 2);
    this.point(next);
  };
  canvas.onblur = () => this.point(null);
  this.pick.onchange = () => {
    this.show(this.pick.value);
    map.fitBounds(this.border.line.bounds.pad(0.05), { animate: false });
    this.address.keep();
  };
  // of the container, since a conflict keeps its events to itself
  map.getContainer().addEventListener("mousemove", (event) => {
    if (!this.isOpen || !this.border) return;
    const { along, pixels } = this.border.line.nearest(map.mouseEventToLatLng(event).wrap(), map.getZoom());
    if (pixels <= NEAR_PX) this.point(along);
    else if (this.cursor !== null) this.point(null);
  });
  map.getContainer().addEventListener("mouseleave", () => this.isOpen && this.border && this.point(null));
  map.on("moveend", () => {
    this.seen = null;
    this.draw();
  });
  new ResizeObserver(() => this.draw()).observe(canvas.parentNode);
};
