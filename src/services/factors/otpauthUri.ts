interface Enrolment {
  /** In base32. */
  readonly secret: string;
  /** The name of the app, BRAND_NAME. */
  readonly issuer: string;
  /** Which of the user's accounts it is: the email address. */
  readonly account: string;
}

/**
 * What a QR code holds for an authenticator app (Key URI Format). The issuer stands in it twice, as older apps read only the label. A
 * colon ends the issuer there, so it may have none.
 */
export function otpauthUri({ secret, issuer, account }: Enrolment): string {
  const name = encodeURIComponent(issuer.replaceAll(":", " ").trim());
  const label = `${name}:${encodeURIComponent(account.replaceAll(":", " "))}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${name}&algorithm=SHA1&digits=6&period=30`;
}
