/** Whether PostgreSQL can store a text: it has no NUL, and half a surrogate pair is no character. */
export const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed();

export const NOT_STORABLE = 'must not contain NUL or half a surrogate pair';
