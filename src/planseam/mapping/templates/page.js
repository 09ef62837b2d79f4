// The page as a whole: words, panels, scale, and what opens first.
const WIDE = 1200;
const PHONE = 720;

const start = (map) => {
  const page = one(".seam");
  const [west, south, east, north] = data.bounds;
  let atWhole = true;
  const whole = () => {
    map.fitBounds([[south, west], [north, east]], { animate: false });
    atWhole = true;
  };
  map.on("movestart", () => (atWhole = false));
  const drawControls = () => {
    one(".seam-legend ul").replaceChildren(...layers.legend(conflicts));
    const open = all(".seam-group").map((group) => group.open);
    refill(one(".seam-groups"), "input", layers.control(conflicts));
    all(".seam-group").forEach((group, i) => (group.open = open[i] ?? group.open));
  };
  const open = (panel, on) => {
    page.classList.toggle(`seam-${panel}-open`, on);
    one(`[data-panel=${panel}]`).hidden = !on;
    one(`[data-toggle=${panel}]`).setAttribute("aria-pressed", on);
    const legend = one(".seam-legend");
    const home = one(page.classList.contains("seam-layers-open") ? ".seam-layers" : ".seam-map");
    if (legend.parentNode !== home) home.append(legend);
  };
  const speak = () => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    document.title = `${say(data.title)} · ${say(data.subtitle)}`;
    all("[data-fill]").forEach((node) => (node.textContent = say(data[node.dataset.fill])));
    all("[data-word]").forEach((node) => (node.textContent = word(node.dataset.word)));
    all("[data-hint]").forEach((node) => {
      node.setAttribute("aria-label", word(node.dataset.hint));
      if (node.tagName === "A") node.title = word(node.dataset.hint);
      if (node.tagName === "INPUT") node.placeholder = word(node.dataset.hint);
    });
    layers.showLabels();
    conflicts.refresh();
    if (conflicts.selected) conflicts.openCard(conflicts.byId.get(conflicts.selected));
  };

  map.getContainer().style.backgroundColor = data.sea;
  all(".seam-notice, [data-only=illustrative]").forEach((node) => (node.hidden = !data.illustrative));
  L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 140 }).addTo(map);
  const home = L.control({ position: "topright" });
  home.onAdd = () => {
    const button = make("a", { href: "#", textContent: "⤢", attributes: { role: "button", "data-hint": "whole" } });
    L.DomEvent.on(button, "click", (event) => (L.DomEvent.stop(event), whole()));
    const bar = make("div", { className: "leaflet-bar" }, button);
    L.DomEvent.disableClickPropagation(bar);
    return bar;
  };
  home.addTo(map);
  whole();

  let drawn = false;
  const changed = () => drawn && drawControls();
  const layers = new Layers(map, changed);
  const conflicts = new Conflicts(map, changed);
  drawn = true;

  const phone = innerWidth < PHONE;
  open("list", !phone);
  open("layers", innerWidth >= WIDE);
  one(".seam-legend").open = innerWidth >= WIDE;
  all("[data-toggle]").forEach((button) => (button.onclick = () => {
    const panel = button.dataset.toggle;
    const on = !page.classList.contains(`seam-${panel}-open`);
    open(panel, on);
    if (on && innerWidth < PHONE) open(panel === "list" ? "layers" : "list", false);
  }));
  one("[data-action=language]").onclick = () => {
    language = language === "zh" ? "en" : "zh";
    speak();
  };
  conflicts.opened = () => {
    open("list", true);
    if (innerWidth < PHONE) open("layers", false);
  };
  new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    if (atWhole) whole();
  }).observe(map.getContainer());
  speak();
  map.invalidateSize({ pan: false });
  whole();
  conflicts.fromAddress();
};
