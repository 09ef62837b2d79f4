// The address keeps the view, as `#id=EC101-…&border=33-34&at=30.1,119.2,11`: whoever opens a copy sees the same.
class View {
  constructor(map, changed) {
    Object.assign(this, { map, kind: "whole", busy: false });
    map.on("moveend", () => {
      if (this.busy) return;
      const { lat, lng } = map.getCenter();
      this.kind = "own";
      this.place = [...trueOf([lat, lng]).map((value) => value.toFixed(5)), map.getZoom()].join(",");
      changed();
    });
  }

  /** Move the map for a reason, which the view then has. */
  move(kind, how) {
    this.busy = true;
    how();
    this.busy = false;
    this.kind = kind;
  }

  whole() {
    const [west, south, east, north] = data.bounds;
    this.move("whole", () => this.map.fitBounds([[south, west], [north, east]], { animate: false }));
  }

  /** The place changed its size: what was shown whole still is. */
  resize() {
    const { kind } = this;
    this.move(kind, () => this.map.invalidateSize({ animate: false }));
    if (kind === "whole") this.whole();
  }

  write(params) {
    if (this.kind === "own") params.set("at", this.place);
  }

  read(params) {
    const [lat, lng, zoom] = (params.get("at") ?? "").split(",").map(Number);
    if (!Number.isFinite(lat + lng + zoom) || Math.abs(lat) > 85 || Math.abs(lng) > 360) return;
    this.move("own", () => this.map.setView(shownOf([lat, lng]), zoom, { animate: false }));
    this.place = params.get("at");
  }
}

class Address {
  /** Keepers write what they are to parameters, and read it. */
  constructor(keepers) {
    this.keepers = keepers;
    this.reading = true; // until the page is built there is nothing to keep
    addEventListener("hashchange", () => this.read());
  }

  /** A moment later, once for all changes of that moment. */
  keep() {
    if (this.reading) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.write(), 150);
  }

  write() {
    clearTimeout(this.waiting);
    const params = new URLSearchParams();
    this.keepers.forEach((keeper) => keeper.write(params));
    const text = params.toString().replace(/%2C/g, ",");
    try {
      history.replaceState(null, "", text ? `#${text}` : location.href.split("#")[0]);
    } catch {
      // a page inside a notebook has no address of its own
    }
  }

  /** `#EC101-…` alone names a conflict too. */
  read() {
    const text = location.hash.slice(1);
    const plain = !text.includes("=");
    const params = new URLSearchParams(plain ? "" : text);
    try {
      if (plain && text) params.set("id", decodeURIComponent(text));
    } catch {
      return; // a torn address names nothing
    }
    this.reading = true;
    this.keepers.forEach((keeper) => keeper.read(params));
    this.reading = false;
    if (text) this.write();
  }
}
