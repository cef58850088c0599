const BASE64 = "[A-Za-z0-9+/]";
const PHC = new RegExp(
  `^\\$[a-z][a-z0-9-]{0,31}(?:\\$v=\\d+)?\\$[a-z0-9-]+=[^$,=]+(?:,[a-z0-9-]+=[^$,=]+)*\\$${BASE64}{11,}\\$${BASE64}{16,}$`,
);
const BCRYPT = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;

/** Whether a text has the form of a stored password hash (a PHC string, or bcrypt's own form) and is no plain password. */
export function isPasswordHashForm(text: string): boolean {
  return PHC.test(text) || BCRYPT.test(text);
}
