import type { z } from 'zod';
import { type Field, fieldsOf, fieldsParameter } from './fields.js';
import { type Format, formatParameter, ITEM_FORMATS, LIST_FORMATS } from './formats.js';

/** How a resource is represented: what its items consist of and the formats that they come in. */
export interface Resource {
  /** Its name in paths: `figures`. */
  name: string;
  fields: Field[];
  listFormats: readonly Format[];
  itemFormats: readonly Format[];
  /** The columns of a table for reading. */
  tableColumns: readonly string[];
}

/** A resource, and the parameters that ask for its representation in lists and items. */
export function represent(
  name: string,
  item: z.ZodObject,
  tableColumns: readonly string[],
  options: { geojson?: boolean } = {},
) {
  const fields = fieldsParameter(item, item.meta()?.id ?? name);
  const geo = options.geojson ? (['geojson'] as const) : [];
  const listFormats = [...LIST_FORMATS, ...geo] as const;
  const itemFormats = [...ITEM_FORMATS, ...geo] as const;
  const resource: Resource = {
    name,
    fields: fieldsOf(item),
    listFormats,
    itemFormats,
    tableColumns,
  };
  return {
    resource,
    listView: { ...fields, ...formatParameter(listFormats) },
    itemView: { ...fields, ...formatParameter(itemFormats) },
  };
}
