// Plans that are too many for the page: vector tiles of a PMTiles archive (mapping/tiles.py), read where they are looked at.
const HELD_FEATURES = 1_500_000;

/** Bytes of an archive inside the page, beside it on a server, or in a file that the reader gives. */
const sources = {
  inside(text) {
    const bytes = bytesOf(text);
    return async (from, length) => bytes.subarray(from, from + length);
  },

  beside(address) {
    let whole = null;
    return async (from, length) => {
      if (whole) return whole.subarray(from, from + length);
      const answer = await fetch(address, { headers: { Range: `bytes=${from}-${from + length - 1}` } });
      if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (answer.status === 206) return bytes;
      whole = bytes; // a server that knows no ranges sends all
      return whole.subarray(from, from + length);
    };
  },

  file: (file) => async (from, length) => new Uint8Array(await file.slice(from, from + length).arrayBuffer()),
};

/** The number of a tile along the Hilbert curve through all levels. */
const tileNumber = (level, column, row) => {
  let number = (4 ** level - 1) / 3;
  let [x, y] = [column, row];
  for (let half = 2 ** (level - 1); half >= 1; half /= 2) {
    const [right, low] = [x & half ? 1 : 0, y & half ? 1 : 0];
    number += half * half * ((3 * right) ^ low);
    if (!low) {
      if (right) [x, y] = [half - 1 - (x & (half - 1)), half - 1 - (y & (half - 1))];
      [x, y] = [y, x];
    }
  }
  return number;
};

/** One Mapbox vector tile: its layers by name, each with shapes in units of the world, and the fields of its features. */
const readTile = (bytes, { level, column, row }) => {
  const layers = new Map();
  const fields = (reader, end, take) => {
    while (reader.at < end) {
      const tag = reader.next();
      const [field, wire] = [Math.floor(tag / 8), tag % 8];
      if (wire === 2) {
        const stop = reader.next() + reader.at;
        take(field, stop);
        reader.at = stop;
      } else if (wire === 0) take(field, reader.next());
      else {
        take(field, null);
        reader.at += wire === 1 ? 8 : 4;
      }
    }
  };
  const packed = (reader, stop) => {
    const numbers = [];
    while (reader.at < stop) numbers.push(reader.next());
    return numbers;
  };
  const decoder = new TextDecoder();
  const text = (from, to) => decoder.decode(bytes.subarray(from, to));

  const layer = (reader, stop) => {
    const [keys, values, features] = [[], [], []];
    let [name, extent] = ["", 4096];
    fields(reader, stop, (field, value) => {
      if (field === 1) name = text(reader.at, value);
      else if (field === 3) keys.push(text(reader.at, value));
      else if (field === 5) extent = value;
      else if (field === 4) {
        let held = null;
        // names are read when they are asked for
        fields(reader, value, (kind, inner) => (held = kind === 1 ? [reader.at, inner] : kind === 6 ? inner / 2 : inner));
        values.push(held);
      } else if (field === 2) {
        const feature = { kind: 0, tags: [], geometry: [] };
        fields(reader, value, (part, inner) => {
          if (part === 2) feature.tags = packed(reader, inner);
          else if (part === 3) feature.kind = inner - 1;
          else if (part === 4) feature.geometry = packed(reader, inner);
        });
        features.push(feature);
      }
    });
    const unit = WORLD / 2 ** level / extent;
    const shapes = collect(features, unit, column * extent * unit, row * extent * unit);
    for (const feature of features) feature.geometry = null; // it is in the shapes now
    const of = (key) => {
      const at = keys.indexOf(key);
      return ({ tags }) => {
        for (let i = 0; i < tags.length; i += 2) if (tags[i] === at) return values[tags[i + 1]];
        return undefined;
      };
    };
    const names = [of("zh"), of("en")];
    const numbers = of("class");
    layers.set(name.slice(0, name.lastIndexOf("@")), {
      shapes,
      name: (row) => names.map((value) => text(...(value(features[row]) ?? [0, 0]))),
      classes: keys.includes("class") ? features.map((feature) => numbers(feature) - 1) : undefined,
    });
  };
  const reader = new Reader(bytes);
  fields(reader, bytes.length, (field, stop) => field === 3 && layer(reader, stop));
  return layers;
};

/** Shapes of features that are written as moves of a pen. */
const collect = (features, unit, left, top) => {
  const [parts, kinds, runs, points, xs, ys] = [[0], [], [0], [0], [], []];
  for (const { kind, geometry } of features) {
    let [x, y, first, area] = [0, 0, 0, 0];
    const close = () => {
      if (xs.length === points.at(-1)) return;
      // a ring that turns the other way is a hole of the part before it
      const hole = kind === POLYGON && kinds.length > parts.at(-1) && area < 0;
      points.push(xs.length);
      if (hole) runs[runs.length - 1] += 1;
      else {
        kinds.push(kind);
        runs.push(points.length - 1);
      }
    };
    for (let i = 0; i < geometry.length; ) {
      const [command, count] = [geometry[i] & 7, geometry[i++] >> 3];
      for (let n = 0; n < count && command !== 7; n++) {
        if (command === 1) {
          close();
          [first, area] = [xs.length, 0];
        }
        const [dx, dy] = [geometry[i++], geometry[i++]];
        const [wasX, wasY] = [x, y];
        x += (dx >> 1) ^ -(dx & 1);
        y += (dy >> 1) ^ -(dy & 1);
        if (xs.length > first) area += wasX * y - x * wasY;
        xs.push(left + x * unit);
        ys.push(top + y * unit);
      }
      if (command === 7) {
        const [fromX, fromY] = [(xs[first] - left) / unit, (ys[first] - top) / unit];
        area += x * fromY - fromX * y;
      }
    }
    close();
    parts.push(kinds.length);
  }
  return new Shapes({ parts, kinds, runs, points, x: Int32Array.from(xs), y: Int32Array.from(ys) });
};

class Archive {
  constructor(read, tell) {
    this.read = read;
    this.tell = tell;
    this.tiles = new Map();
    this.held = 0;
  }

  /** Read head and root; throws where this is no archive. */
  async open() {
    const head = await this.read(0, 127);
    if (new TextDecoder().decode(head.subarray(0, 7)) !== "PMTiles" || head[7] !== 3) throw new Error("PMTiles 3");
    const view = new DataView(head.buffer, head.byteOffset, 127);
    const at = (place) => Number(view.getBigUint64(place, true));
    Object.assign(this, { leaves: at(40), data: at(56), inner: head[97], outer: head[98], least: head[100], most: head[101] });
    this.root = await this.directory(at(8), at(16));
    return this;
  }

  async plain(from, length, compression) {
    const bytes = await this.read(from, length);
    return compression === 2 ? inflate(bytes, "gzip") : bytes;
  }

  async directory(from, length) {
    const reader = new Reader(await this.plain(from, length, this.inner));
    const count = reader.next();
    const column = () => Array.from({ length: count }, () => reader.next());
    let number = 0;
    const entries = column().map((step) => ({ number: (number += step) }));
    for (const key of ["run", "length", "offset"]) column().forEach((value, i) => (entries[i][key] = value));
    entries.forEach((entry, i) => (entry.offset = entry.offset ? entry.offset - 1 : entries[i - 1].offset + entries[i - 1].length));
    return entries;
  }

  async find(number, entries = this.root) {
    const entry = entries.findLast((each) => each.number <= number);
    if (!entry) return null;
    if (entry.run) return number < entry.number + entry.run ? entry : null;
    entry.leaf ??= this.directory(this.leaves + entry.offset, entry.length);
    return this.find(number, await entry.leaf);
  }

  /** The tiles under a window of the world, of the level for its zoom. */
  under([west, north, east, south], zoom) {
    const level = zoom < this.most - 2 ? this.least : this.most;
    const size = WORLD / 2 ** level;
    const found = [];
    for (let row = Math.max(0, Math.floor(north / size)); row * size < Math.min(south, WORLD); row++)
      for (let column = Math.max(0, Math.floor(west / size)); column * size < Math.min(east, WORLD); column++)
        found.push(this.tile({ level, column, row, window: [column * size, row * size, (column + 1) * size, (row + 1) * size] }));
    return found;
  }

  /** A tile that is there or under way; those looked at longest ago are let go. */
  tile(place) {
    const key = `${place.level}/${place.column}/${place.row}`;
    const tile = this.tiles.get(key) ?? { ...place, layers: null };
    tile.coming ??= this.fetch(tile).catch((fault) => {
      tile.layers = new Map(); // what cannot be read is left out, and said
      tile.count = 0;
      this.tell(fault);
    });
    this.tiles.delete(key);
    this.tiles.set(key, tile);
    for (const [old, { layers, count }] of this.tiles) {
      if (this.held <= HELD_FEATURES || old === key) break;
      if (!layers) continue;
      this.tiles.delete(old);
      this.held -= count;
    }
    return tile;
  }

  async fetch(tile) {
    const entry = await this.find(tileNumber(tile.level, tile.column, tile.row));
    const layers = entry ? readTile(await this.plain(this.data + entry.offset, entry.length, this.outer), tile) : new Map();
    tile.count = [...layers.values()].reduce((sum, { shapes }) => sum + shapes.count, 0);
    this.held += tile.count;
    tile.layers = layers;
  }
}
