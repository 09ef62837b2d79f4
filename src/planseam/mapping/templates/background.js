// Tiles under the map, where they were asked for. Without them, or without network, the map's own ground is there.
class Background {
  constructor(map, layers) {
    const { title, addresses, subdomains, zoom, credit, hosts } = data.background;
    Object.assign(this, { map, on: true, got: false, told: false, info: { id: "background", title, group: "ground", count: "" } });
    this.swatch = make("i", { className: "seam-swatch seam-tiles" });
    this.drawn = L.layerGroup(addresses.map((address, i) => L.tileLayer(address, { subdomains, maxNativeZoom: zoom, zIndex: i + 1 })));
    this.drawn.eachLayer((tiles) => tiles.on("tileload", () => (this.got = true)).on("tileerror", () => this.miss(layers, hosts)));
    this.drawn.addTo(map);
    one(".seam-credit").textContent = credit;
    layers.extras.push(this);
  }

  show(on) {
    this.on = on;
    if (on) this.drawn.addTo(this.map);
    else this.drawn.remove();
  }

  /** Not one tile came: the map shows its own ground, and says why. */
  miss(layers, hosts) {
    if (this.got || this.told) return;
    this.told = true;
    layers.entries.filter(({ info, on }) => info.group === "ground" && !on).forEach((entry) => layers.toggle(entry, true));
    one(".seam-map").append(make("p", { className: "seam-warning", attributes: { role: "status" } }, word("no_tiles", { host: new URL(hosts[0]).host })));
  }
}
