import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';

// Holds every answer of every test against the published OpenAPI document.

interface Operation {
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: object }> }>;
}
export interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { responses: Record<string, Operation['responses'][string]> };
}

interface Answer {
  method: string;
  path: string;
  status: number;
  type: string;
  body: unknown;
}

/** A check that throws when an answer is not what the document promises. */
export function contractOf(document: Document) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (instance: Ajv2020) => void)(ajv);
  ajv.addFormat('int32', { type: 'number', validate: Number.isInteger });
  ajv.addFormat('double', { type: 'number', validate: Number.isFinite });
  ajv.addSchema(document, 'openapi');
  const templates = Object.keys(document.paths).map((template) => ({
    template,
    pattern: new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}/?$`),
  }));

  return ({ method, path, status, type, body }: Answer): void => {
    const [pathname = ''] = path.split('?');
    // A path that is written out goes before one with a parameter, as in OpenAPI.
    const found =
      templates.find(({ template }) => template === pathname) ??
      templates.find(({ pattern }) => pattern.test(pathname));
    const operation = found && document.paths[found.template]?.[method.toLowerCase()];
    const mediaType = type.split(';')[0] ?? '';
    // What no operation describes can only be a problem: unknown paths and wrong methods.
    if (!operation) {
      expect(mediaType, `${method} ${path} is not described`).toBe('application/problem+json');
      validate('#/components/schemas/Problem', body);
      return;
    }
    // Any answer may be refused for its format, or for coming too often.
    if (status === 406 || status === 429) {
      validate('#/components/schemas/Problem', body);
      return;
    }
    const response = operation.responses[status];
    expect(response, `${method} ${path} answers ${status}, which is not described`).toBeDefined();
    const name = response?.$ref?.split('/').at(-1);
    const { content } = (name ? document.components.responses[name] : response) ?? {};
    const schema = content?.[mediaType]?.schema as { $ref: string } | undefined;
    expect(
      schema,
      `${method} ${path} answers in ${mediaType}, which is not described`,
    ).toBeDefined();
    validate(schema?.$ref ?? '', body, path.includes('fields='));
  };

  /** `sparse`: the reader asked for some fields only, so others may be missing. */
  function validate(reference: string, body: unknown, sparse = false) {
    const check = ajv.getSchema(`openapi${reference}`);
    expect(check, `no schema at ${reference}`).toBeDefined();
    const errors = check?.(body) ? [] : (check?.errors ?? []);
    const faults = sparse ? errors.filter(isWrongValue) : errors;
    expect(faults, `breaks ${reference}`).toEqual([]);
  }
}

/** Not that something is missing, nor that an object that lacks something is then not null. */
const isWrongValue = ({ keyword, message }: { keyword: string; message?: string | undefined }) =>
  keyword !== 'required' && keyword !== 'anyOf' && message !== 'must be null';
