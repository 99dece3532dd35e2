import type { BundleSpan } from '../../src/bundle/format.js';
import { codePoints } from '../../src/bundle/spans.js';
import { type Script, translate } from './words.js';
import type { Someone } from './world.js';

/** A text that is being written, which knows where everything in it stands. */
export interface Text {
  readonly script: Script;
  /** Writes a phrase, in the language of the text. */
  words(phrase: string): BundleSpan;
  /** Writes the name of an entity, and remembers that it is named here. */
  name(entity: Someone): BundleSpan;
  /** Writes as it is, without a space before it: how a sentence ends. */
  mark(mark?: string): void;
  /** Where the next word will begin; `since` gives what was written from there on. */
  here(): Place;
  since(place: Place): BundleSpan;
  whole(): string;
  /** The entities that were named, each with its mentions and the spellings that were used. */
  cast(): { entity: Someone; spellings: Set<string>; mentions: BundleSpan[] }[];
}

/** A place in a text: JavaScript's index, and the position in Unicode code points. */
interface Place {
  index: number;
  position: number;
}

export function newText(script: Script): Text {
  let written = '';
  let position = 0;
  const named = new Map<string, ReturnType<Text['cast']>[number]>();
  const add = (what: string) => {
    written += what;
    position += codePoints(what);
  };
  const space = () => {
    if (written !== '' && !written.endsWith('\n')) add(' ');
  };
  const here = () => {
    const gap = written === '' || written.endsWith('\n') ? 0 : 1;
    return { index: written.length + gap, position: position + gap };
  };
  const since = (place: Place): BundleSpan => ({
    start: place.position,
    end: position,
    exact: written.slice(place.index),
  });
  const write = (what: string): BundleSpan => {
    space();
    const place = { index: written.length, position };
    add(what);
    return since(place);
  };
  return {
    script,
    here,
    since,
    words: (phrase) => write(translate(phrase, script)),
    name(entity) {
      const first = named.get(entity.id);
      const spelling = entity.names[script];
      const span = write(spelling);
      const known = first ?? { entity, spellings: new Set<string>(), mentions: [] };
      named.set(entity.id, known);
      known.spellings.add(spelling);
      known.mentions.push(span);
      if (first === undefined && script === 'latin' && entity.own !== 'latin') {
        add(` (${entity.names[entity.own]})`);
        known.spellings.add(entity.names[entity.own]);
      }
      return span;
    },
    mark: (mark = '.') => add(mark),
    whole: () => written,
    cast: () => [...named.values()],
  };
}
