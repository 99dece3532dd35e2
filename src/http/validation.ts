import type { FastifySchemaCompiler, FastifyTypeProvider } from 'fastify';
import { z } from 'zod';
import { invalidParameters, type ProblemError, suggesting } from './problem.js';

/** Gives handlers the types of what their Zod schemas let through. */
export interface ZodTypes extends FastifyTypeProvider {
  validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown;
  // Answers are JSON text from PostgreSQL; the tests hold them against their schemas.
  serializer: unknown;
}

/** Fastify's validator over Zod; what is wrong leaves as one problem that names every parameter. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (given: unknown) => {
    const parsed = schema.safeParse(given);
    if (parsed.success) return { value: parsed.data };
    return {
      error: invalidParameters(
        parsed.error.issues.flatMap((issue) => explain(issue, schema, given)),
      ),
    };
  };

function explain(issue: z.core.$ZodIssue, schema: z.ZodType, given: unknown): ProblemError[] {
  if (issue.code === 'unrecognized_keys') {
    const allowed = Object.keys(schema instanceof z.ZodObject ? schema.shape : {});
    return issue.keys.map((parameter) =>
      suggesting({ parameter, message: 'unknown parameter', allowed }, parameter),
    );
  }
  const parameter = String(issue.path[0]);
  const value = issue.path.reduce<unknown>(
    (at, key, depth) =>
      depth > 0 && typeof at === 'string'
        ? at.split(',')[Number(key)]
        : (at as Record<PropertyKey, unknown>)?.[key],
    given,
  );
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    return [
      suggesting({ parameter, message: `"${value}" is not allowed`, allowed }, String(value)),
    ];
  }
  if (Array.isArray(value)) return [{ parameter, message: 'must be given once' }];
  if (value === undefined) return [{ parameter, message: 'must be given' }];
  return [{ parameter, message: `"${value}" ${reason(issue)}` }];
}

function reason(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small')
    return `is too ${SMALL[issue.origin] ?? 'small: at least'} ${issue.minimum}`;
  if (issue.code === 'too_big')
    return `is too ${BIG[issue.origin] ?? 'large: at most'} ${issue.maximum}`;
  if (issue.code === 'invalid_type') return `is not ${withArticle(issue.expected)}`;
  return issue.message;
}

const SMALL: Record<string, string> = {
  string: 'short: characters at least',
  array: 'few values: at least',
};
const BIG: Record<string, string> = {
  string: 'long: characters at most',
  array: 'many values: at most',
};

const withArticle = (type: string) =>
  ({ int: 'a whole number', number: 'a number', boolean: 'true or false' })[type] ?? `a ${type}`;
