/** Computes on first use and keeps the answer: the model is built of questions that may never be asked. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Answers a question once for each thing, or for those with one key, however many rules ask it. */
export function onceFor<Thing, Answer>(
  answer: (thing: Thing) => Answer,
  keyOf: (thing: Thing) => unknown = (thing) => thing,
): (thing: Thing) => Answer {
  const known = new Map<unknown, { readonly answer: Answer }>();
  return (thing) => {
    const key = keyOf(thing);
    const found = known.get(key);
    if (found !== undefined) return found.answer;
    const made = { answer: answer(thing) };
    known.set(key, made);
    return made.answer;
  };
}

/** The same for objects that come and go: an answer is kept as long as its thing. */
export function keptFor<Thing extends object, Answer>(
  answer: (thing: Thing) => Answer,
): (thing: Thing) => Answer {
  const known = new WeakMap<Thing, { readonly answer: Answer }>();
  return (thing) => {
    const found = known.get(thing);
    if (found !== undefined) return found.answer;
    const made = { answer: answer(thing) };
    known.set(thing, made);
    return made.answer;
  };
}

/** The answers that a thing has given so far, by the number of the question. */
interface Answers {
  readonly answers: unknown[];
}

const unasked = Symbol("unasked");

/**
 * Gives things of one shape properties that are computed when first read, and kept. The getters stand in a shared
 * prototype, and what they give in a list: written into each object it would give many a hidden class of their own, and
 * make all reads slow.
 */
export function withLazy<Own extends object, Added extends object>(computed: {
  readonly [Key in keyof Added]: (thing: Own & Added) => Added[Key];
}): (own: Own) => Own & Added {
  const prototype = {};
  const blank: unknown[] = [];
  for (const key in computed) {
    const compute = computed[key];
    const index = blank.push(unasked) - 1;
    Object.defineProperty(prototype, key, {
      get(this: Own & Added & Answers) {
        const { answers } = this;
        if (answers[index] === unasked) answers[index] = compute(this);
        return answers[index];
      },
    });
  }
  // A copy is as long as it has to be; a list that grows begins with room for 17.
  return (own) => Object.assign(Object.create(prototype), own, { answers: blank.slice() });
}
