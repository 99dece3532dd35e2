type Json = Record<string, unknown>;

/** Items with a `location` as GeoJSON (RFC 7946); one without has no geometry. */
export const featureCollection = (items: readonly Json[]) => ({
  type: 'FeatureCollection',
  features: items.map(feature),
});

function feature({ id, location, ...properties }: Json) {
  const point = location as { latitude: number; longitude: number; precision: string } | null;
  return {
    type: 'Feature',
    id,
    geometry: point && { type: 'Point', coordinates: [point.longitude, point.latitude] },
    properties: { ...properties, precision: point?.precision ?? null },
  };
}
