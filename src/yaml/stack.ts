/**
 * What belongs to collections that are being read, each collection's above those of the ones around it: arrays that grow
 * while they are filled would keep room for many more. It never shrinks, as that copies what is left.
 */
export interface Stack<Thing> {
  readonly things: Thing[];
  height: number;
}

export function emptyStack<Thing>(): Stack<Thing> {
  return { things: [], height: 0 };
}

export function push<Thing>(stack: Stack<Thing>, thing: Thing): void {
  stack.things[stack.height] = thing;
  stack.height += 1;
}

/** Takes off what lies above `from`. */
export function takeFrom<Thing>(stack: Stack<Thing>, from: number): readonly Thing[] {
  const own = stack.things.slice(from, stack.height);
  stack.height = from;
  return own;
}
