/** Hears how a call ends without a part in it: the caller waits for the call itself, and its failure stays the caller's. */
export function onEnd<T>(call: Promise<T>, succeeded: (result: T) => void, failed: (error: unknown) => void): void {
  call.then(succeeded, failed);
}

export function onSuccess<T>(call: Promise<T>, succeeded: (result: T) => void): void {
  onEnd(call, succeeded, () => {});
}

export function onFailure(call: Promise<unknown>, failed: (error: unknown) => void): void {
  onEnd(call, () => {}, failed);
}
