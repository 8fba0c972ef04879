/** A promise and its two ends; that nobody listens when it rejects is no error. Node 20 has no `Promise.withResolvers` yet. */
export interface Deferred<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (reason: unknown) => void
}

export function createDeferred<T>(): Deferred<T> {
  let ends: Omit<Deferred<T>, 'promise'> | undefined
  const promise = new Promise<T>((resolve, reject) => {
    ends = { resolve, reject }
  })
  if (ends === undefined) throw new Error('a promise runs its executor at once')
  const { resolve, reject } = ends
  return {
    promise,
    resolve,
    reject: (reason) => {
      promise.catch(() => {})
      reject(reason)
    },
  }
}
