/** What stands for every rule. */
export const everyRule = "ALL";

interface Named {
  readonly id: string;
  readonly topic: string;
}

/** Whether a name covers a rule: its id or topic, the start of its id before a `*`, or `ALL`. */
export function coversRule(name: string, { id, topic }: Named): boolean {
  return name === id || name === topic || coversId(name, id);
}

/** The same without topics, which comments do not name. */
export function coversId(name: string, id: string): boolean {
  if (name === id || name === everyRule) return true;
  const start = startOf(name);
  return start !== undefined && id.startsWith(start);
}

/** `authz-` of `authz-*`; `undefined` for names that are no start. */
export function startOf(name: string): string | undefined {
  return /^([a-z][a-z\d-]*)\*$/.exec(name)?.[1];
}

/** Whether a name covers any of the `known` ids and topics. */
export function isKnownName(name: string, known: ReadonlySet<string>): boolean {
  return known.has(name) || [...known].some((id) => coversId(name, id));
}
