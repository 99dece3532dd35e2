import { type Random, randomOf } from './random.js';

// Invented words. Every script writes the same syllables, so that a name can be spelled in each.

const SYLLABLES = {
  latin:
    'ba be bo da de do ga ke ko la le lo ma me mo na ne no ra re ro sa se so ta te to va ve vo ya yo zu ru mi lin tar shan kel dor'.split(
      ' ',
    ),
  hangul: Array.from(
    '바베보다데도가케코라레로마메모나네노자제조사세소타테토파페포야요주루미린탈샨켈돌',
  ),
  cyrillic:
    'ба бе бо да де до га ке ко ла ле ло ма ме мо на не но ра ре ро са се со та те то ва ве во я ё зу ру ми лин тар шан кел дор'.split(
      ' ',
    ),
  arabic:
    'با بي بو دا دي دو غا كي كو لا لي لو ما مي مو نا ني نو را ري رو سا سي سو تا تي تو فا في فو يا يو زو رو مي لين تار شان كيل دور'.split(
      ' ',
    ),
  han: Array.from(
    '巴贝波达德多加克科拉雷洛马梅莫纳内诺然热若萨塞索塔特托瓦维沃亚约祖鲁米林塔山凯朵',
  ),
} as const;

export type Script = keyof typeof SYLLABLES;
export const FOREIGN = ['hangul', 'cyrillic', 'arabic', 'han'] as const satisfies Script[];

/** What language a text in a script is said to be in. */
export const LANGUAGES: Record<Script, string> = {
  latin: 'en',
  hangul: 'ko',
  cyrillic: 'uk',
  arabic: 'ar',
  han: 'zh',
};

/** A name as its syllables, word by word. */
export type Sounds = readonly (readonly number[])[];

export function inventName(random: Random, words: number): Sounds {
  return Array.from({ length: words }, () =>
    Array.from({ length: random.whole(2, 3) }, () => random.whole(0, SYLLABLES.latin.length - 1)),
  );
}

export function spell(sounds: Sounds, script: Script): string {
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  return sounds
    .map((word) => capital(word.map((nth) => SYLLABLES[script][nth]).join('')))
    .join(script === 'han' ? '·' : ' ');
}

/** A phrase in another script: an invented word for every word, numbers and marks as they are. */
export function translate(phrase: string, script: Script): string {
  if (script === 'latin') return phrase;
  return phrase.replace(/[a-z-]+/gi, (word) => foreignWord(word.toLowerCase(), script));
}

const known = new Map<string, string>();

/** The same word always; the texts know some hundred words, so all of them are kept. */
function foreignWord(word: string, script: Script): string {
  const key = `${script}/${word}`;
  const foreign = known.get(key) ?? spell(inventName(randomOf(key), 1), script).toLowerCase();
  known.set(key, foreign);
  return foreign;
}
