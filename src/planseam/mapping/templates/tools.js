// The buttons on the map, the keys, and the page that explains both.
/** Pictures of buttons: lines in a square of 20. */
const PICTURES = {
  whole: "M3 8V3h5 M12 3h5v5 M17 12v5h-5 M8 17H3v-5 M7 7h6v6H7z",
  distance: "M2.5 13.5l11-11 4 4-11 11z M6 10l2 2 M9 7l2 2 M12 4l1.5 1.5",
  area: "M4 5l9-2 4 7-5 7-8-2z M4 5h.01 M13 3h.01 M17 10h.01 M12 17h.01 M4 15h.01",
  fullscreen: "M8 3H3v5 M3 3l5 5 M12 17h5v-5 M17 17l-5-5",
  print: "M6 7V3h8v4 M6 14H3V7h14v7h-3 M6 11.5h8V17H6z",
  help: "M7 7.5a3 3 0 1 1 4.2 2.7c-.8.4-1.2 1-1.2 2 M10 15.5v.01",
};

const picture = (name) => {
  const node = (tag, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };
  const drawing = node("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" });
  drawing.append(node("path", { d: PICTURES[name] }));
  return drawing;
};

class Tools {
  /** `acts`: what each button and each key does, by name. */
  constructor(map, acts, keys) {
    Object.assign(this, { acts, keys });
    const bar = L.control({ position: "topright" });
    bar.onAdd = () => {
      this.bar = make("div", { className: "leaflet-bar seam-tools" });
      L.DomEvent.disableClickPropagation(this.bar);
      return this.bar;
    };
    bar.addTo(map);
    ["whole", "distance", "area", "print", "fullscreen", "help"].forEach((name) => name !== "fullscreen" || document.fullscreenEnabled ? this.add(name) : null);
    this.dialog = one(".seam-help");
    this.dialog.onclick = (event) => event.target === this.dialog && this.dialog.close();
    addEventListener("keydown", (event) => this.key(event));
  }

  add(name) {
    const hint = { distance: "measure_distance", area: "measure_area" }[name] ?? name;
    this.bar.append(make("button", { type: "button", onclick: () => this.acts[name](), attributes: { "data-hint": hint, "data-tool": name } }, picture(name)));
  }

  press(name, on) {
    one(`[data-tool=${name}]`, this.bar)?.setAttribute("aria-pressed", on);
  }

  key(event) {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || this.dialog.open) return;
    if (target.matches?.("input:not([type=checkbox]), select, textarea")) return;
    if (event.key.startsWith("Arrow") && (target.closest?.(".leaflet-container, canvas") || !one(".seam").classList.contains("seam-has-card"))) return;
    if (this.acts.takes(key) || this.keys[key]?.() !== undefined) event.preventDefault();
  }

  /** Written anew each time, in the language of the moment. */
  help() {
    const rows = [
      [["↓", "↑", "j", "k"], "help_walk"], [["/"], "help_search"], [["g"], "help_find"], [["0"], "help_whole"],
      [["c", "l", "s"], "help_panels"], [["m", "a"], "help_measure"], [["p"], "help_print"], [["f"], "help_full"], [["Esc"], "help_escape"],
      [["← ↑ → ↓", "+", "−"], "help_move"], [["?"], "help_this"],
    ];
    const swatches = data.partyColours.map((colour, side) => make("span", { className: "seam-side" },
      make("i", { className: "seam-swatch", style: { border: `2px ${side ? "dashed" : "solid"} ${colour}` } }), word(side ? "second_side" : "first_side")));
    this.dialog.replaceChildren(
      make("header", {}, make("h2", {}, word("help")), make("button", { type: "button", className: "seam-close", title: word("close"), onclick: () => this.dialog.close() }, "×")),
      make("dl", {}, ...rows.flatMap(([keys, key]) => [make("dt", {}, ...keys.map((each) => make("kbd", {}, each))), make("dd", {}, word(key))])),
      make("p", {}, word("help_marks"), ...swatches),
      make("p", {}, word("help_address")));
    if (!this.dialog.open) this.dialog.showModal();
  }
}
