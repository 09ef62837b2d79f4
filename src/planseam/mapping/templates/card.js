// The card of a conflict, and on the map the features of both sides.
class Card {
  constructor(conflicts, map, layers) {
    Object.assign(this, { conflicts, layers, place: one(".seam-card"), turn: 0 });
    this.look = { ...paneOf(map, "seam-chosen", 410), interactive: false }; // above all other conflicts
    this.drawn = L.layerGroup().addTo(map);
  }

  get isOpen() {
    return !this.place.hidden;
  }

  show(...nodes) {
    this.place.replaceChildren(...nodes);
    this.place.hidden = false;
    this.place.scrollTop = 0;
    one(".seam").classList.add("seam-has-card");
  }

  close() {
    this.turn += 1;
    this.drawn.clearLayers();
    this.place.hidden = true;
    one(".seam").classList.remove("seam-has-card", "seam-has-place");
  }

  tellUnknown(id) {
    this.close();
    this.show(make("header", {}, make("h2", {}, word("unknown", { id })), make("div", { className: "seam-steps" }, this.closer())));
  }

  closer() {
    return make("button", { type: "button", className: "seam-close", title: word("close"), onclick: () => this.conflicts.close() }, "×");
  }

  /** The conflict, then over it the features of both sides in their colours, once their shapes are unpacked. */
  async mark({ sources, shape, severity, at }) {
    this.drawn.clearLayers();
    const turn = ++this.turn;
    const { colour: own } = this.conflicts.severity.get(severity);
    const whole = { ...this.look, color: own, weight: 8, opacity: 0.4, fillColor: own, fillOpacity: 0.12 };
    paths(shape, data.digits[1], whole).forEach((path) => this.drawn.addLayer(path));
    for (const { id, side, rows } of sources) {
      const colour = data.partyColours[side];
      const looks = [
        { ...this.look, color: "#fff", weight: 4.5, opacity: 0.9, fill: false },
        { ...this.look, color: colour, weight: 2.5, fillColor: colour, fillOpacity: 0.26, dashArray: side ? "7 5" : null },
      ];
      for (const look of looks) {
        const made = await Promise.all(rows.map((row) => this.layers.paths(id, row, look))).catch(() => []); // the layers tell of it
        if (turn !== this.turn) return;
        made.flat().forEach((path) => this.drawn.addLayer(path));
      }
    }
    // a conflict that is a line runs along edges of those features: it goes on top of them
    paths(shape, data.digits[1], { ...this.look, color: own, weight: 3 }).filter((path) => path instanceof L.Polyline && !(path instanceof L.Polygon)).forEach((path) => this.drawn.addLayer(path));
    if (at) this.drawn.addLayer(L.circleMarker([at[1], at[0]], { ...this.look, color: "#fff", weight: 1.5, fillColor: own, fillOpacity: 1, radius: 7 }));
  }

  facts(conflict) {
    const { severity, border, km } = conflict;
    const level = this.conflicts.severity.get(severity);
    const along = border && [say(data.borders[border]) ?? border, km && word("at_km", { km })].filter(Boolean).join(" · ");
    const sources = conflict.sources.map(({ side, layer, features, all: count }) =>
      make("div", { className: "seam-source" },
        make("i", { className: "seam-swatch", style: { border: `2px ${side ? "dashed" : "solid"} ${data.partyColours[side]}` } }),
        make("span", {}, [say(layer), list(features.map(say))].filter(Boolean).join(" · "), count > features.length ? ` ${word("more", { all: count })}` : null)));
    return [
      ["severity", make("span", {}, this.conflicts.dot(level), upper(level.title))],
      ["status", upper(data.statuses[conflict.status] ?? conflict.status)],
      ["change", this.change(conflict)],
      ["parties", this.conflicts.parties(conflict)],
      ["border", along],
      ["area", conflict.ha && `${conflict.ha} ${word("ha")} · ${conflict.mu} ${word("mu")}`],
      ["length", conflict.length],
      ["width", conflict.width],
      ["share", conflict.share],
      ["sources", sources.length && make("div", {}, ...sources)],
    ].filter(([, value]) => value);
  }

  /** What became of it since the earlier run, and from what to what. */
  change({ id, change, before }) {
    if (!change) return "";
    const title = upper(since.changes.find((each) => each.id === change).title);
    const what = say(since.what[id]);
    const drawn = !before && since.was.some((each) => each.id === id) ? word("was_drawn") : "";
    return make("div", {}, make("p", {}, [before && word("as_it_was", { old: say(since.old) }), title, what].filter(Boolean).join(" · ")), drawn && make("p", { className: "seam-quiet" }, drawn));
  }

  links(conflict) {
    const report = data.report && conflict.change !== "closed" && make("a", { href: `${data.report}#${encodeURIComponent(conflict.id)}`, target: "_blank", rel: "noopener" }, word("in_report"));
    const copy = make("button", { type: "button", onclick: async () => {
      this.conflicts.address.write();
      try {
        await navigator.clipboard.writeText(location.href);
        copy.textContent = word("copied");
      } catch {
        prompt(word("copy_link"), location.href); // a page opened as a file may not reach the clipboard
      }
    } }, word("copy_link"));
    return make("p", { className: "seam-links" }, report || "", copy);
  }

  open(conflict) {
    const { conflicts } = this;
    const { colour } = conflicts.severity.get(conflict.severity);
    const step = (key, by) => make("button", { type: "button", title: word(key), onclick: () => conflicts.walk(by) }, by < 0 ? "‹" : "›");
    const why = data.whys[conflict.rule];
    const part = (key, pair) => (pair?.some(Boolean) ? make("div", { className: `seam-${key}` }, make("b", {}, word(key)), make("p", {}, say(pair))) : "");
    one(".seam").classList.toggle("seam-has-place", Boolean(conflict.at));
    this.show(
      make("header", { style: { borderColor: colour } },
        make("div", {}, make("h2", {}, conflicts.title(conflict), mark(conflict.mark)), make("code", {}, conflict.id)),
        make("div", { className: "seam-steps" }, step("previous", -1), step("next", 1), this.closer())),
      make("p", { className: "seam-message" }, say(conflict.message)),
      part("advice", conflict.advice),
      make("dl", {}, ...this.facts(conflict).flatMap(([key, value]) => [make("dt", {}, word(key)), make("dd", {}, value)])),
      conflict.at ? "" : make("p", { className: "seam-empty" }, word("no_place")),
      part("why", why),
      this.links(conflict));
  }
}
