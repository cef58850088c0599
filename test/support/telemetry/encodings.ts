/** Every form in which a secret could stand in a text: as it is, and as logs, URLs and headers write it. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams({ secret }).toString().slice("secret=".length),
    [...bytes].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
    bytes.toString("hex"),
    ...base64Forms(bytes),
  ];
}

/** Inside a longer text the same bytes have three forms in Base64, by where they begin; the characters at the ends vary. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor((padded.length * 8) / 6);
    return (["base64", "base64url"] as const).map((encoding) => padded.toString(encoding).slice(first, last));
  });
}

/** The secrets that a text holds in any form. Long ones are shortened: the message of a test is a place to leak as well. */
export function leaksIn(text: string, secrets: Iterable<string>): string[] {
  const lower = text.toLowerCase();
  const holds = (form: string) => text.includes(form) || (form.includes("%") && lower.includes(form.toLowerCase()));
  return [...secrets].filter((secret) => formsOf(secret).some(holds)).map((secret) => `${secret.slice(0, 12)}…`);
}
