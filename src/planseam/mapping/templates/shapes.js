// From packed shapes to Leaflet paths. A part is [kind, run, …]; a run is first point and steps, in whole units.
const [POINT, LINE, POLYGON] = [0, 1, 2];

const unpack = (run, digits) => {
  const scale = 10 ** digits;
  const points = new Array(run.length / 2);
  for (let i = 0, x = 0, y = 0; i < run.length; i += 2) {
    x += run[i];
    y += run[i + 1];
    points[i / 2] = [y / scale, x / scale];
  }
  return points;
};

/** The paths of one feature's parts: one for its polygons, one for its lines, one for each of its points. */
const pathsOf = (parts, look) => {
  const of = (kind) => parts.filter((part) => part.kind === kind).map((part) => part.runs);
  const polygons = of(POLYGON);
  const lines = of(LINE).flat();
  const made = of(POINT).map(([[at]]) => L.circleMarker(at, { radius: 4, ...look }));
  if (lines.length) made.unshift(L.polyline(lines, { ...look, fill: false }));
  if (polygons.length) made.unshift(L.polygon(polygons, look));
  return made;
};

/** The paths of one packed feature. */
const paths = (parts, digits, look) =>
  pathsOf(parts.map(([kind, ...runs]) => ({ kind, runs: runs.map((run) => unpack(run, digits)) })), look);
