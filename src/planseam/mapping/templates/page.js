// The page as a whole: words, panels, scale, and what opens first.
const WIDE = 1200;
const TALL = 800;
const PHONE = 720;

const start = (map) => {
  const page = one(".seam");
  const view = new View(map, () => address.keep());
  let drawn = false;
  const changed = () => {
    if (!drawn) return;
    one(".seam-legend ul").replaceChildren(...layers.legend(conflicts));
    compare?.speak();
    const unfolded = all(".seam-group").map((group) => group.open);
    refill(one(".seam-groups"), "input", layers.control(conflicts));
    all(".seam-group").forEach((group, i) => (group.open = unfolded[i] ?? group.open));
    chart.draw();
    address.keep();
  };
  const isOpen = (panel) => page.classList.contains(`seam-${panel}-open`);
  const open = (panel, on) => {
    page.classList.toggle(`seam-${panel}-open`, on);
    one(`[data-toggle=${panel}]`).setAttribute("aria-pressed", on);
    if (panel === "chart") chart.open(on);
    else one(`[data-panel=${panel}]`).hidden = !on;
    const legend = one(".seam-legend");
    const home = one(isOpen("layers") ? ".seam-layers" : ".seam-map");
    if (legend.parentNode !== home) home.append(legend);
  };
  /** A phone has room for one panel beside the map. */
  const toggle = (panel, on = !isOpen(panel)) => {
    open(panel, on);
    if (on && innerWidth < PHONE) ["list", "layers", "chart"].filter((other) => other !== panel).forEach((other) => open(other, false));
    if (drawn) address.keep();
  };
  const hint = () => all("[data-hint]").forEach((node) => {
    const text = word(node.dataset.hint);
    node.setAttribute("aria-label", text);
    if (node.tagName === "BUTTON" || node.tagName === "SELECT") node.title = text;
    if (node.tagName === "INPUT") node.placeholder = text;
  });
  const speak = () => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    document.title = `${say(data.title)} · ${say(data.subtitle)}`;
    all("[data-fill]").forEach((node) => (node.textContent = say(data[node.dataset.fill])));
    all("[data-word]").forEach((node) => (node.textContent = word(node.dataset.word)));
    one(".seam-partial").textContent = data.left ? word("partial", { left: data.left }) : "";
    layers.showLabels();
    conflicts.refresh();
    if (conflicts.selected) conflicts.card.open(conflicts.byId.get(conflicts.selected));
    chart.speak();
    measure.draw();
    hint();
  };
  const turn = () => {
    language = language === "zh" ? "en" : "zh";
    speak();
    address.keep();
  };
  const tongue = {
    write: (params) => language !== data.language && params.set("lang", language),
    read: (params) => ["zh", "en"].includes(params.get("lang")) && params.get("lang") !== language && turn(),
  };

  map.getContainer().style.backgroundColor = data.sea;
  all(".seam-notice, [data-only=illustrative]").forEach((node) => (node.hidden = !data.illustrative));
  L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 140 }).addTo(map);
  view.whole();

  const layers = new Layers(map, changed);
  const conflicts = new Conflicts(map, layers, view, {
    changed,
    chose: (conflict) => {
      chart.follow(conflict);
      compare?.chose(conflict);
      if (conflicts.card.isOpen) toggleCard();
    },
  });
  const toggleCard = () => {
    open("list", true);
    if (innerWidth < PHONE) ["layers", "chart"].forEach((panel) => open(panel, false));
  };
  const measure = new Measure(map, () => ["distance", "area"].forEach((kind) => tools.press(kind, measure.kind === kind)));
  const address = (conflicts.address = new Address([conflicts, tongue, view]));
  const background = data.background && new Background(map, layers);
  const chart = new Chart(map, conflicts, address);
  chart.opened = () => isOpen("chart") || toggle("chart", true);
  address.keepers.splice(2, 0, chart); // a conflict moves the chart and the map, unless the address says where they are
  new Search(map, layers, conflicts);
  const compare = data.since && new Compare(map, conflicts);
  if (compare) address.keepers.unshift(compare); // a filter and a conflict are of a view
  const paper = new Print(map, { layers, conflicts, chart, view, background });
  const acts = {
    whole: () => (view.whole(), address.keep()),
    distance: () => measure.start("distance"),
    area: () => measure.start("area"),
    fullscreen: () => (document.fullscreenElement ? document.exitFullscreen() : page.requestFullscreen()).catch(() => {}),
    print: () => paper.start(),
    help: () => tools.help(),
    takes: (key) => measure.key(key),
  };
  const focus = (selector) => {
    one(selector).focus();
    return true;
  };
  const done = (act) => () => (act(), true);
  const walk = (step) => done(() => conflicts.walk(step));
  const tools = new Tools(map, acts, {
    ArrowDown: walk(1), ArrowUp: walk(-1), j: walk(1), k: walk(-1),
    "/": done(() => (open("list", true), focus("[data-filter=text]"))), g: () => focus(".seam-find input"),
    c: done(() => toggle("list")), l: done(() => toggle("layers")), s: done(() => toggle("chart")),
    m: done(acts.distance), a: done(acts.area), p: done(acts.print), f: done(acts.fullscreen), "?": done(acts.help), 0: done(acts.whole),
    Escape: done(() => (conflicts.card.isOpen ? conflicts.close() : map.closePopup())),
  });
  drawn = true;

  open("list", innerWidth >= PHONE);
  open("layers", innerWidth >= WIDE);
  one(".seam-legend").open = innerWidth >= WIDE;
  all("[data-toggle]").forEach((button) => (button.onclick = () => toggle(button.dataset.toggle)));
  one("[data-toggle=chart]").hidden = !data.seams.borders.length;
  one("[data-action=language]").onclick = turn;
  one("[data-action=fold]").onclick = () => toggle("chart", false);
  new ResizeObserver(() => view.resize()).observe(map.getContainer());
  speak();
  open("chart", innerWidth >= WIDE && innerHeight >= TALL && data.seams.borders.some(({ roles }) => roles.length));
  view.resize();
  address.read();
  if (data.opens && !location.hash) conflicts.select(data.opens, { move: false });
};
