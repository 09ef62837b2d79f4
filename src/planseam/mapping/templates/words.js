// The words of the page and of the data: pairs of Chinese and English, only ever shown as text.
let language = data.language;

const say = (pair) => (Array.isArray(pair) ? pair[language === "zh" ? 0 : 1] : pair);

const word = (key, values = {}) => say(data.texts[key]).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/** A word that starts a line of its own. */
const upper = (pair) => say(pair).replace(/^./u, (letter) => letter.toUpperCase());

/** Several things in one line. */
const list = (texts) => texts.join(language === "zh" ? "、" : ", ");

const one = (selector, root = document) => root.querySelector(selector);

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** A new element: what is in `props` becomes properties, the children are nodes or text. */
const make = (tag, props = {}, ...children) => {
  const { style, attributes, ...rest } = props;
  const node = Object.assign(document.createElement(tag), rest);
  Object.assign(node.style, style);
  Object.entries(attributes ?? {}).forEach(([name, value]) => node.setAttribute(name, value));
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
};

/** Fill a place anew; what had the focus there has it again. */
const refill = (place, selector, nodes) => {
  const at = all(selector, place).indexOf(document.activeElement);
  place.replaceChildren(...nodes);
  all(selector, place)[at]?.focus();
};

/** A place for drawings that take no clicks, at a level of the map, and its canvas. */
const paneOf = (map, pane, level) => {
  const { style } = map.createPane(pane);
  style.zIndex = level;
  style.pointerEvents = "none";
  return { pane, renderer: L.canvas({ pane }) };
};

/** The mark of what was drawn, not surveyed. */
const mark = (marked) => (marked ? make("span", { className: "seam-mark" }, word("mark")) : null);

/** A number as it is written, rounded half-up. */
const rounded = (value, digits) => (value < 1e-6 ? 0 : Number(`${Math.round(`${value}e${digits}`)}e-${digits}`)).toFixed(digits);
