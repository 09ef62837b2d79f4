// Many shapes from few bytes (mapping/binary.py says how they are written): typed arrays, no object a feature.
const WORLD = 2 ** 26;

const bytesOf = (text) => {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes;
};

const inflate = async (bytes, format) => {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

/** A place of the Mercator square, as Leaflet has it, and back. */
const latLngOf = (x, y) => [(Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / WORLD))) * 180) / Math.PI, (x / WORLD) * 360 - 180];

const worldOf = ({ lat, lng }) => {
  const { x, y } = L.CRS.EPSG3857.latLngToPoint(L.latLng(lat, lng), 0);
  return [(x / 256) * WORLD, (y / 256) * WORLD];
};

/** Numbers of seven bits a byte. */
class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  next() {
    const { bytes } = this;
    let byte = bytes[this.at++];
    if (byte < 128) return byte;
    let value = byte & 127;
    for (let unit = 128; byte > 127; unit *= 128) {
      byte = bytes[this.at++];
      value += (byte & 127) * unit;
    }
    return value;
  }

  /** A step that may be negative. */
  step() {
    const value = this.next();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  }

  /** Running sums of `count` numbers, from 0; `take` tells of each number what to add. */
  sums(count, take = (value) => value) {
    const sums = new Uint32Array(count + 1);
    for (let i = 0; i < count; i++) sums[i + 1] = sums[i] + take(this.next(), i);
    return sums;
  }

  places(count) {
    const places = new Int32Array(count);
    for (let i = 0, at = 0; i < count; i++) places[i] = at += this.step();
    return places;
  }
}

/** The shapes of one layer: features hold parts, parts runs, runs points; `box` has four numbers a feature. */
class Shapes {
  constructor({ parts, kinds, runs, points, x, y }) {
    Object.assign(this, { parts, kinds, runs, points, x, y, count: parts.length - 1 });
    this.box = new Int32Array(4 * this.count);
    for (let row = 0; row < this.count; row++) this.measure(row);
  }

  static from(bytes) {
    const reader = new Reader(bytes);
    const [features, parts, runs, points] = [reader.next(), reader.next(), reader.next(), reader.next()];
    const kinds = new Uint8Array(parts);
    return new Shapes({
      parts: reader.sums(features),
      kinds,
      runs: reader.sums(parts, (value, part) => ((kinds[part] = value & 3), value >> 2)),
      points: reader.sums(runs),
      x: reader.places(points),
      y: reader.places(points),
    });
  }

  measure(row) {
    const { x, y, box } = this;
    let [west, north, east, south] = [WORLD, WORLD, -1, -1];
    const [from, to] = this.span(row);
    for (let i = from; i < to; i++) {
      if (x[i] < west) west = x[i];
      if (x[i] > east) east = x[i];
      if (y[i] < north) north = y[i];
      if (y[i] > south) south = y[i];
    }
    box.set([west, north, east, south], 4 * row);
  }

  /** The points of a feature, first and beyond the last. */
  span(row) {
    return [this.points[this.runs[this.parts[row]]], this.points[this.runs[this.parts[row + 1]]]];
  }

  /** The features whose boxes meet a window. */
  within(west, north, east, south) {
    const { box, count } = this;
    const rows = [];
    for (let row = 0, i = 0; row < count; row++, i += 4) {
      if (box[i] <= east && box[i + 2] >= west && box[i + 1] <= south && box[i + 3] >= north) rows.push(row);
    }
    return rows;
  }

  /** The features at a place, points and lines within `reach`. */
  at(x, y, reach) {
    return this.within(x - reach, y - reach, x + reach, y + reach).filter((row) => this.hits(row, x, y, reach));
  }

  hits(row, atX, atY, reach) {
    const { x, y } = this;
    for (let part = this.parts[row]; part < this.parts[row + 1]; part++) {
      const area = this.kinds[part] === POLYGON;
      let inside = false;
      for (let run = this.runs[part]; run < this.runs[part + 1]; run++) {
        const [from, to] = [this.points[run], this.points[run + 1]];
        if (to === from + 1 && Math.hypot(x[from] - atX, y[from] - atY) <= reach) return true;
        for (let i = from + (area ? 0 : 1), j = area ? to - 1 : from; i < to; j = i++) {
          if (!area) {
            const spot = L.point(atX, atY);
            if (L.LineUtil.pointToSegmentDistance(spot, L.point(x[j], y[j]), L.point(x[i], y[i])) <= reach) return true;
          } else if (y[i] > atY !== y[j] > atY && atX < ((x[j] - x[i]) * (atY - y[i])) / (y[j] - y[i]) + x[i]) inside = !inside;
        }
      }
      if (inside) return true;
    }
    return false;
  }

  /** The bounds of a feature, or nothing where it has no place. */
  bounds(row) {
    const [west, north, east, south] = this.box.subarray(4 * row, 4 * row + 4);
    return east < west ? null : L.latLngBounds([latLngOf(west, south), latLngOf(east, north)]);
  }

  /** Leaflet paths of one feature, for the few that are looked at closely. */
  paths(row, look) {
    const run = (at) => Array.from({ length: this.points[at + 1] - this.points[at] }, (_, i) => latLngOf(this.x[this.points[at] + i], this.y[this.points[at] + i]));
    const parts = Array.from({ length: this.parts[row + 1] - this.parts[row] }, (_, i) => this.parts[row] + i);
    return pathsOf(parts.map((part) => ({ kind: this.kinds[part], runs: Array.from({ length: this.runs[part + 1] - this.runs[part] }, (_, i) => run(this.runs[part] + i)) })), look);
  }
}
