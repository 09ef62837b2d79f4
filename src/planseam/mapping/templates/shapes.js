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

/** Leaflet options of a style of the palette. */
const options = (style, extra) => ({
  color: style.line ?? style.fill,
  weight: style.weight ?? 1,
  fillColor: style.fill ?? style.line,
  fillOpacity: style.opacity ?? 0.4,
  dashArray: style.dash ?? null,
  bubblingMouseEvents: false,
  smoothFactor: 1,
  ...extra,
});

/** The paths of one feature: one for its polygons, one for its lines, one for each of its points. */
const paths = (parts, digits, look) => {
  const of = (kind) => parts.filter((part) => part[0] === kind).map((part) => part.slice(1).map((run) => unpack(run, digits)));
  const polygons = of(POLYGON);
  const lines = of(LINE).flat();
  const made = of(POINT).map(([[at]]) => L.circleMarker(at, { radius: 4, ...look }));
  if (lines.length) made.unshift(L.polyline(lines, { ...look, fill: false }));
  if (polygons.length) made.unshift(L.polygon(polygons, look));
  return made;
};

/** Whether a point of the map lies in or on a path. */
const hits = (map, path, at, reach = 6) => {
  const near = map.latLngToLayerPoint(at);
  if (path instanceof L.CircleMarker) return map.latLngToLayerPoint(path.getLatLng()).distanceTo(near) <= reach;
  const box = path.getBounds();
  const [low, high] = [near.subtract([reach, reach]), near.add([reach, reach])].map((spot) => map.layerPointToLatLng(spot));
  if (!box.intersects(L.latLngBounds(low, high))) return false;
  if (path instanceof L.Polygon) {
    let inside = false;
    for (const ring of path.getLatLngs().flat(1)) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const [a, b] = [ring[i], ring[j]];
        if (a.lat > at.lat !== b.lat > at.lat && at.lng < ((b.lng - a.lng) * (at.lat - a.lat)) / (b.lat - a.lat) + a.lng) inside = !inside;
      }
    }
    return inside;
  }
  return path.getLatLngs().some((line) =>
    line.some((end, i) => i > 0 && L.LineUtil.pointToSegmentDistance(near, map.latLngToLayerPoint(line[i - 1]), map.latLngToLayerPoint(end)) <= reach),
  );
};
