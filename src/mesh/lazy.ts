/** Computes on first use and keeps the answer: the model is built of questions that may never be asked. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Answers a question once for each thing, however many rules ask it. */
export function onceFor<Thing, Answer>(answer: (thing: Thing) => Answer): (thing: Thing) => Answer {
  const known = new Map<Thing, { readonly answer: Answer }>();
  return (thing) => {
    const found = known.get(thing);
    if (found !== undefined) return found.answer;
    const made = { answer: answer(thing) };
    known.set(thing, made);
    return made.answer;
  };
}

/**
 * Gives things of one shape properties that are computed when first read, and kept. The getters stand in a shared
 * prototype: written into each object they would give each a hidden class of its own, and make all reads slow.
 */
export function withLazy<Own extends object, Added extends object>(computed: {
  readonly [Key in keyof Added]: (thing: Own & Added) => Added[Key];
}): (own: Own) => Own & Added {
  const prototype = {};
  for (const key in computed) {
    const compute = computed[key];
    Object.defineProperty(prototype, key, {
      get(this: Own & Added) {
        const value = compute(this);
        Object.defineProperty(this, key, { value, enumerable: true });
        return value;
      },
    });
  }
  return (own) => Object.assign(Object.create(prototype), own);
}
