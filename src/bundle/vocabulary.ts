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

/**
 * The region codes that Unicode's data knows: ISO 3166-1 alpha-2, Kosovo's XK, and some that are
 * no country (parts of countries, groups of them, pseudo-regions).
 */
const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const NO_COUNTRY = 'AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ'.split(' ');

/** Whether `code` is a country code of ISO 3166-1 alpha-2 in capitals, and not a retired one. */
export function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code) || NO_COUNTRY.includes(code)) return false;
  // UK and SU are known too, as other words for GB and RU; each country has one code here.
  return regions.of(code) !== undefined && new Intl.Locale('und', { region: code }).region === code;
}

const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/**
 * Whether `tag` is a BCP 47 language tag of a language that is known, as it is usually written:
 * en, not EN or eng, so that every article in a language is found under one tag.
 */
export function isLanguage(tag: string): boolean {
  try {
    const locale = new Intl.Locale(tag);
    return locale.toString() === tag && languages.of(locale.language) !== undefined;
  } catch {
    return false;
  }
}
