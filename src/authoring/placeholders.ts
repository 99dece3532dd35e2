import { type Fault, type Path, pointerTo, show } from '../bundle/faults.js';

// What bundle:new writes for somebody to replace: words in angle brackets, and ids that begin with
// example-. What is left of it is a fault, so that no example is ever loaded as news.

const PLACEHOLDER = /^(<[^<>]+>|example(-[a-z0-9]+)+)$/;

export const isPlaceholder = (value: string) => PLACEHOLDER.test(value);

export function unfilled(value: string, path: Path): Fault {
  const message = `found ${show(value)}, the example of bundle:new; replace it or take it out`;
  return { pointer: pointerTo(path), message };
}
