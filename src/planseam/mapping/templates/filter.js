// Which conflicts are shown: conditions that hold together, each value with the count that it would give.
const NONE = "-";
const SEVERITY = "severity";

/** Conditions that are a choice of one value; other parts of the page may add theirs. */
const facets = [
  { key: "rule", all: "all_rules", of: ({ rule }) => [rule], name: (code) => `${code} ${upper(data.rules[code])}` },
  { key: "border", all: "all_borders", of: ({ border }) => [border || NONE], name: (id) => (id === NONE ? word("no_border") : say(data.borders[id]) ?? id) },
  { key: "family", all: "all_families", more: true, of: ({ rule }) => [rule.slice(0, 2)], name: (id) => [id, say(data.families[id])].filter(Boolean).join(" ") },
  { key: "party", all: "all_parties", more: true, of: ({ units }) => (units.length ? units : [NONE]), name: (id, { nameOfParty }) => (id === NONE ? word("no_party") : nameOfParty(id)) },
  { key: "status", all: "all_statuses", more: true, of: ({ status }) => [status], name: (id) => upper(data.statuses[id] ?? id) },
];

class Filter {
  constructor(changed) {
    this.changed = changed;
    this.pool = data.conflicts;
    this.parties = new Map(everyConflict.flatMap(({ units, parties }) => units.map((unit, i) => [unit, parties[i]])));
    this.values = new Map(facets.map(({ key, of }) => [key, [...new Set(everyConflict.flatMap(of))].sort()]));
    this.reset();
    this.build();
  }

  /** As the page opens, or, with `all`, nothing left out. */
  reset({ all: everything = false } = {}) {
    this.text = "";
    this.chosen = new Map();
    this.severities = new Set(data.severities.filter(({ on }) => on || everything).map(({ id }) => id));
  }

  /** The words by which a conflict is found. */
  static haystack(conflict) {
    const { id, rule, parties, border, message, advice, sources } = conflict;
    return [id, data.rules[rule], parties, data.borders[border], message, advice, sources.map(({ layer, features }) => [layer, features])].flat(9).join(" ").toLowerCase();
  }

  /** What is shown, and of each condition how many each value would show if the other conditions stayed. */
  run() {
    const shown = [];
    const counts = new Map([...facets.map(({ key }) => key), SEVERITY].map((key) => [key, new Map()]));
    const needles = this.text.toLowerCase().split(/\s+/).filter(Boolean);
    const add = (key, values) => values.forEach((value) => counts.get(key).set(value, (counts.get(key).get(value) ?? 0) + 1));
    for (const conflict of this.pool) {
      if (!needles.every((needle) => conflict.haystack.includes(needle))) continue;
      const values = facets.map(({ key, of }) => [key, of(conflict)]);
      const failing = values.filter(([key, own]) => this.chosen.has(key) && !own.includes(this.chosen.get(key))).map(([key]) => key);
      if (!this.severities.has(conflict.severity)) failing.push(SEVERITY);
      if (!failing.length) shown.push(conflict);
      values.forEach(([key, own]) => failing.every((other) => other === key) && add(key, own));
      if (failing.every((other) => other === SEVERITY)) add(SEVERITY, [conflict.severity]);
    }
    return { shown, counts };
  }

  choose(key, value) {
    if (value) this.chosen.set(key, value);
    else this.chosen.delete(key);
    this.changed();
  }

  build() {
    facets.forEach(({ key, more }) => {
      const field = make("select", { attributes: { "data-filter": key, "data-hint": key }, onchange: () => this.choose(key, field.value) });
      one(more ? ".seam-more .seam-selects" : ".seam-filter > .seam-selects").append(field);
    });
    const text = one("[data-filter=text]");
    text.oninput = () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => ((this.text = text.value), this.changed()), data.conflicts.length > 500 ? 120 : 0);
    };
    one(".seam-more").open = innerHeight >= (since ? 1000 : 860);
  }

  nameOfParty = (id) => say(this.parties.get(id)) ?? id;

  /** Show the state of all conditions; a value that would show nothing is not offered. */
  show({ shown, counts }, setSeverity, dot) {
    facets.forEach(({ key, all: everything, name }) => {
      const own = counts.get(key);
      const values = this.values.get(key).filter((value) => own.get(value) || this.chosen.get(key) === value);
      const options = values.map((value) => make("option", { value, selected: this.chosen.get(key) === value }, `${name(value, this)} (${own.get(value) ?? 0})`));
      const field = one(`select[data-filter=${key}]`);
      field.replaceChildren(make("option", { value: "" }, word(everything)), ...options);
      field.classList.toggle("seam-on", this.chosen.has(key));
    });
    const text = one("[data-filter=text]");
    if (text.value !== this.text && document.activeElement !== text) text.value = this.text;
    const chips = data.severities.map((severity) => {
      const on = this.severities.has(severity.id);
      return make("button", { type: "button", onclick: () => setSeverity(severity.id, !on), attributes: { "aria-pressed": on } }, dot(severity), upper(severity.title), make("small", {}, String(counts.get(SEVERITY).get(severity.id) ?? 0)));
    });
    refill(one(".seam-chips"), "button", chips);
    const hidden = facets.filter(({ key, more }) => more && this.chosen.has(key)).length;
    one(".seam-more summary").textContent = word("more_filters") + (hidden ? ` (${hidden})` : "");
    one(".seam-count output").textContent = word("count", { shown: shown.length, all: this.pool.length });
    one("[data-action=clear]").hidden = shown.length === this.pool.length;
  }

  /** The filter in words; nothing where all is let through. */
  told() {
    const labelled = (key, value) => `${word(key)}${language === "zh" ? "：" : ": "}${value}`;
    const severities = data.severities.filter(({ id }) => this.severities.has(id)).map(({ title }) => upper(title));
    return [
      severities.length < data.severities.length && labelled("severity", list(severities)),
      ...facets.filter(({ key }) => this.chosen.has(key)).map(({ key, name }) => labelled(key, name(this.chosen.get(key), this))),
      this.text && `“${this.text}”`,
    ].filter(Boolean).join(language === "zh" ? "；" : "; ");
  }

  /** Into an address, and from one: what is not said there is as the page opens. */
  write(params) {
    this.chosen.forEach((value, key) => params.set(key, value));
    if (this.text) params.set("text", this.text);
    const opens = data.severities.filter(({ on }) => on).map(({ id }) => id);
    if (opens.length !== this.severities.size || !opens.every((id) => this.severities.has(id))) params.set(SEVERITY, [...this.severities].join(" "));
  }

  read(params) {
    this.reset();
    facets.forEach(({ key }) => this.values.get(key).includes(params.get(key)) && this.chosen.set(key, params.get(key)));
    this.text = params.get("text") ?? "";
    if (params.has(SEVERITY)) this.severities = new Set(params.get(SEVERITY).split(" ").filter((id) => data.severities.some((severity) => severity.id === id)));
    one("[data-filter=text]").value = this.text;
  }

  static in(params) {
    return ["text", SEVERITY, ...facets.map(({ key }) => key)].some((key) => params.has(key));
  }
}
