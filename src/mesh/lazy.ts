/** Computes on first use and keeps the answer: the model is built of questions that may never be asked. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
