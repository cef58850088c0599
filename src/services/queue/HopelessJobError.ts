/** Thrown by a handler whose job can never succeed, such as a mail to a mailbox that does not exist: nobody tries again. */
export class HopelessJobError extends Error {
  override readonly name = "HopelessJobError";
}
