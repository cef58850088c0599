/**
 * What an answer of a provider may have: RFC 6749 §4.1.2, RFC 9207, and `user` from Apple. With `provider`, the name in the path to
 * which it came.
 */
export const ANSWER_LENGTHS = {
  code: 4096,
  state: 512,
  iss: 512,
  error: 256,
  user: 2048,
  provider: 64,
} as const;

export type AnswerName = keyof typeof ANSWER_LENGTHS;

export const answerNames = Object.keys(ANSWER_LENGTHS) as readonly AnswerName[];
