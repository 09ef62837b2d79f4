// GCJ-02, in which some tiles are drawn: over them the whole map is moved there, and only measures are led back.
const TO_GCJ = { a: 6378245.0, e2: 0.00669342162296594323, rounds: 8 };

const gcjOf = ([lat, lng]) => {
  const { a, e2 } = TO_GCJ;
  if (lng < 72.004 || lng > 137.8347 || lat < 0.8293 || lat > 55.8271) return [lat, lng];
  const [x, y] = [lng - 105, lat - 35];
  const sin = (value) => Math.sin(value * Math.PI);
  const wave = 20 * sin(6 * x) + 20 * sin(2 * x);
  const root = Math.sqrt(Math.abs(x));
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    + ((wave + 20 * sin(y) + 40 * sin(y / 3) + 160 * sin(y / 12) + 320 * sin(y / 30)) * 2) / 3;
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    + ((wave + 20 * sin(x) + 40 * sin(x / 3) + 150 * sin(x / 12) + 300 * sin(x / 30)) * 2) / 3;
  const radians = (lat * Math.PI) / 180;
  const curve = 1 - e2 * Math.sin(radians) ** 2;
  const meridian = (a * (1 - e2)) / (curve * Math.sqrt(curve));
  const parallel = (a / Math.sqrt(curve)) * Math.cos(radians);
  const degrees = 180 / Math.PI;
  return [lat + (north / meridian) * degrees, lng + (east / parallel) * degrees];
};

/** The true place [latitude, longitude] of one on the map. */
const trueOf = (at) => {
  if (data.datum !== "GCJ-02") return at;
  let [lat, lng] = at;
  for (let round = 0; round < TO_GCJ.rounds; round++) {
    const there = gcjOf([lat, lng]);
    [lat, lng] = [lat + at[0] - there[0], lng + at[1] - there[1]];
  }
  return [lat, lng];
};

/** The place on the map of a true one. */
const shownOf = (at) => (data.datum === "GCJ-02" ? gcjOf(at) : at);
