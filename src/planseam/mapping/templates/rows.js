// The list of conflicts. Rows are made as the reader comes to them, so that thousands open at once.
const ROWS_AT_ONCE = 60;
const ROWS_AHEAD_PX = 600;

class Rows {
  constructor(place, makeRow) {
    Object.assign(this, { place, makeRow, items: [], made: 0 });
    place.addEventListener("scroll", () => {
      while (this.made < this.items.length && place.scrollTop + place.clientHeight > place.scrollHeight - ROWS_AHEAD_PX) this.more();
    });
  }

  fill(items, empty) {
    Object.assign(this, { items, made: 0 });
    this.place.replaceChildren(...(items.length ? [] : [empty]));
    this.place.scrollTop = 0;
    this.more();
  }

  more(until = this.made + ROWS_AT_ONCE) {
    const next = this.items.slice(this.made, until);
    this.place.append(...next.map((item, i) => {
      const row = this.makeRow(item);
      row.setAttribute("aria-setsize", this.items.length);
      row.setAttribute("aria-posinset", this.made + i + 1);
      return row;
    }));
    this.made += next.length;
  }

  /** The row of an item, made if it is not there yet. */
  rowOf(item) {
    const at = this.items.indexOf(item);
    if (at >= this.made) this.more(at + ROWS_AT_ONCE);
    return at < 0 ? null : this.place.children[at];
  }
}
