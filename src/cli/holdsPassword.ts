const PASSWORD_IN_URL = /^[a-z+]+:\/\/[^/@:]*:[^/@]+@/;

/** Whether a URL names a password: every user of the machine can read it in the list of processes. */
export function holdsPassword(url: string): boolean {
  return PASSWORD_IN_URL.test(url);
}
