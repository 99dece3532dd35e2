/**
 * PLOVER's modes by event type, for the types that have any
 * (Halterman et al., PLOVER coding manual). A mode says how an event of the type was done.
 */
export const MODES: Readonly<Record<string, readonly string[]>> = {
  consult: ['visit', 'third-party', 'multilateral', 'phone'],
  retreat: ['withdraw', 'release', 'return', 'disarm', 'ceasefire', 'access', 'resign'],
  request: ['assist', 'change', 'yield', 'meet'],
  accuse: ['disapprove', 'investigate', 'allege'],
  reject: ['assist', 'change', 'yield', 'meet'],
  threaten: ['restrict', 'ban', 'arrest', 'relations', 'expel', 'territory', 'violence'],
  protest: ['demo', 'riot', 'strike', 'hunger', 'boycott', 'obstruct'],
  sanction: ['convict', 'expel', 'withdraw', 'discontinue'],
  mobilize: ['troops', 'weapons', 'police', 'militia'],
  coerce: [
    'seize',
    'restrict',
    'ban',
    'censor',
    'curfew',
    'martial-law',
    'arrest',
    'deport',
    'withhold',
    'misinformation',
    'cyber',
  ],
  assault: [
    'abduct',
    'beat',
    'torture',
    'execute',
    'sexual',
    'assassinate',
    'primitive',
    'firearms',
    'explosives',
    'suicide-attack',
    'heavy-weapons',
    'crowd-control',
    'unconventional',
    'drone',
    'aerial',
    'targeted',
    'destroy',
  ],
};

/** The region codes that Unicode's data knows; ISO 3166-1 alpha-2 and its reserved codes. */
const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** Whether `code` is a country code of ISO 3166-1 alpha-2 in capitals. */
export function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && code !== 'ZZ' && regions.of(code) !== undefined;
}

/** Whether `tag` is a well-formed BCP 47 language tag of a language that is known. */
export function isLanguage(tag: string): boolean {
  try {
    const language = new Intl.Locale(tag).language;
    return (
      new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(language) !== undefined
    );
  } catch {
    return false;
  }
}
