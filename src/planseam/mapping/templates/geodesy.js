// Lengths and areas on the ellipsoid, of places in degrees [latitude, longitude].
const geodesy = ([semiMajor, inverseFlattening]) => {
  const f = 1 / inverseFlattening;
  const semiMinor = semiMajor * (1 - f);
  const e2 = f * (2 - f);
  const e = Math.sqrt(e2);
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const q = (s) => (1 - e2) * (s / (1 - e2 * s * s) + Math.atanh(e * s) / e);
  const qPole = q(1);

  /** Vincenty's inverse solution, m; almost opposite places, for which it does not settle, as on a sphere. */
  const distance = ([lat1, lng1], [lat2, lng2]) => {
    const [u1, u2] = [lat1, lat2].map((lat) => Math.atan((1 - f) * Math.tan(radians(lat))));
    const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
    const apart = radians(lng2 - lng1);
    let lambda = apart;
    for (let turn = 0; turn < 100; turn++) {
      const [sl, cl] = [Math.sin(lambda), Math.cos(lambda)];
      const sinSigma = Math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl);
      if (!sinSigma) return 0;
      const cosSigma = s1 * s2 + c1 * c2 * cl;
      const sigma = Math.atan2(sinSigma, cosSigma);
      const sinAlpha = (c1 * c2 * sl) / sinSigma;
      const cos2 = 1 - sinAlpha ** 2;
      const mid = cos2 ? cosSigma - (2 * s1 * s2) / cos2 : 0;
      const c = (f / 16) * cos2 * (4 + f * (4 - 3 * cos2));
      const next = apart + (1 - c) * f * sinAlpha * (sigma + c * sinSigma * (mid + c * cosSigma * (2 * mid ** 2 - 1)));
      if (Math.abs(next - lambda) < 1e-12) {
        const u = (cos2 * (semiMajor ** 2 - semiMinor ** 2)) / semiMinor ** 2;
        const a = 1 + (u / 16384) * (4096 + u * (u * (320 - 175 * u) - 768));
        const b = (u / 1024) * (256 + u * (u * (74 - 47 * u) - 128));
        const inner = cosSigma * (2 * mid ** 2 - 1) - (b / 6) * mid * (4 * sinSigma ** 2 - 3) * (4 * mid ** 2 - 3);
        return semiMinor * a * (sigma - b * sinSigma * (mid + (b / 4) * inner));
      }
      lambda = next;
    }
    const [h, k] = [Math.sin((u2 - u1) / 2), Math.sin(apart / 2)];
    return 2 * semiMajor * Math.asin(Math.min(1, Math.hypot(h, Math.sqrt(c1 * c2) * k)));
  };

  /** Area of a ring, m²: the excess of its edges on the sphere of equal area. */
  const area = (ring) => {
    const half = ring.map(([lat]) => Math.tan(Math.asin(q(Math.sin(radians(lat))) / qPole) / 2));
    const excess = ring.reduce((sum, [, lng], i) => {
      const j = (i + 1) % ring.length;
      const wide = Math.tan(radians(ring[j][1] - lng) / 2);
      return sum + 2 * Math.atan2(wide * (half[i] + half[j]), 1 + half[i] * half[j]);
    }, 0);
    return Math.abs(excess) * (semiMajor ** 2 / 2) * qPole;
  };

  return { distance, area };
};
