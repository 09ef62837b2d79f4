// The course of a border: from kilometres to places and back. Measures are decimetres, as the data have them.
class Course {
  constructor(parts) {
    const scale = 10 ** data.digits[0];
    this.parts = parts.map((steps) => {
      const points = [];
      let [x, y, along] = [0, 0, 0];
      for (let i = 0; i < steps.length; i += 3) {
        [x, y, along] = [x + steps[i], y + steps[i + 1], along + steps[i + 2]];
        const at = L.latLng(y / scale, x / scale);
        points.push({ at, along, spot: L.CRS.EPSG3857.latLngToPoint(at, 0) });
      }
      return points;
    });
    this.bounds = L.latLngBounds(this.parts.flat().map(({ at }) => at));
  }

  /** The place at a measure. */
  at(along) {
    const part = this.parts.find((points) => along <= points.at(-1).along) ?? this.parts.at(-1);
    const after = part.findIndex((point) => point.along >= along);
    if (after < 0) return part.at(-1).at;
    return after ? this.between(part[after - 1], part[after], along) : part[0].at;
  }

  between(a, b, along) {
    const share = b.along > a.along ? (along - a.along) / (b.along - a.along) : 0;
    return L.latLng(a.at.lat + share * (b.at.lat - a.at.lat), a.at.lng + share * (b.at.lng - a.at.lng));
  }

  /** The lines from one measure to another. */
  slice(from, to) {
    return this.parts.map((points) => {
      const [first, last] = [Math.max(from, points[0].along), Math.min(to, points.at(-1).along)];
      if (first > last) return [];
      const inside = points.filter(({ along }) => along > first && along < last).map(({ at }) => at);
      return [this.atIn(points, first), ...inside, this.atIn(points, last)];
    }).filter((line) => line.length);
  }

  atIn(points, along) {
    const after = Math.max(1, points.findIndex((point) => point.along >= along));
    return points.length > 1 ? this.between(points[after - 1], points[after], along) : points[0].at;
  }

  /** The measure of the nearest place of the border, and how far that is in pixels of a zoom. */
  nearest(at, zoom) {
    const spot = L.CRS.EPSG3857.latLngToPoint(at, 0);
    let best = { pixels: Infinity, along: 0 };
    this.parts.forEach((points) => points.slice(1).forEach((b, i) => {
      const a = points[i];
      const [dx, dy] = [b.spot.x - a.spot.x, b.spot.y - a.spot.y];
      const share = Math.max(0, Math.min(1, ((spot.x - a.spot.x) * dx + (spot.y - a.spot.y) * dy) / (dx * dx + dy * dy || 1)));
      const pixels = Math.hypot(a.spot.x + share * dx - spot.x, a.spot.y + share * dy - spot.y) * 2 ** zoom;
      if (pixels < best.pixels) best = { pixels, along: a.along + share * (b.along - a.along) };
    }));
    return best;
  }

  /** The stretches within a window of the map: first and last measure of each. */
  within(bounds) {
    const stretches = [];
    this.parts.forEach((points) => points.slice(1).forEach((b, i) => {
      const a = points[i];
      if (!bounds.intersects(L.latLngBounds(a.at, b.at))) return;
      if (stretches.length && stretches.at(-1)[1] === a.along) stretches.at(-1)[1] = b.along;
      else stretches.push([a.along, b.along]);
    }));
    return stretches;
  }
}
