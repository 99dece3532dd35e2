import { pick } from './fields.js';

type Json = Record<string, unknown>;
interface Location {
  latitude: number;
  longitude: number;
  precision: string;
}

/** Items as GeoJSON (RFC 7946), each where it is; of the rest only these fields, if any are named. */
export const featureCollection = (items: readonly Json[], fields?: readonly string[]) => ({
  type: 'FeatureCollection',
  features: items.map((item) => feature(item, fields)),
});

export function feature(item: Json, fields?: readonly string[]) {
  const shown = fields === undefined ? item : pick(item, fields);
  const { id, location, ...properties } = shown;
  return {
    type: 'Feature',
    id: item.id,
    geometry: geometryOf(item),
    properties:
      location === undefined
        ? properties
        : { ...properties, precision: (item.location as Location | null)?.precision ?? null },
  };
}

/** The point of an item, or of its place or places; nothing where no location is known. */
function geometryOf(item: Json) {
  const places = [item, item.place, ...((item.places as unknown[] | undefined) ?? [])];
  const points = places.flatMap((place) => {
    const { location } = (place ?? {}) as { location?: Location | null };
    return location ? [[location.longitude, location.latitude]] : [];
  });
  if (points.length > 1) return { type: 'MultiPoint', coordinates: points };
  return points.length === 1 ? { type: 'Point', coordinates: points[0] } : null;
}
