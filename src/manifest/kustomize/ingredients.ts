import { isSameList } from "../../collections/same-list.ts";
import type { Field } from "../../yaml/field.ts";
import type { YamlDocument } from "../../yaml/node.ts";
import type { Resource } from "../resource.ts";
import type { Shelf } from "./build.ts";
import type { KustomizationGraph } from "./graph.ts";

/** What the inputs hold, by path. */
export type Stock = Pick<Shelf, "kustomizations" | "resources" | "documents" | "sound">;

/** What one overlay was built of: all that was asked of the inputs for it, and what they said. */
export interface Ingredients {
  readonly kustomizations: Map<string, Field | undefined>;
  readonly resources: Map<string, readonly Resource[] | undefined>;
  readonly documents: Map<string, readonly YamlDocument[] | undefined>;
  readonly soundness: Map<string, boolean>;
  /** The kustomization, and all that it builds upon. */
  readonly reached: readonly Field[];
  /** The files of these. */
  readonly files: ReadonlySet<string>;
}

export function ingredientsOf(root: Field, graph: KustomizationGraph): Ingredients {
  return {
    kustomizations: new Map(),
    resources: new Map(),
    documents: new Map(),
    soundness: new Map(),
    reached: graph.reached(root),
    files: graph.filesOf(root),
  };
}

/** Hands out what the inputs hold, and notes it down. */
export function notedIn(found: Ingredients, stock: Stock): Stock {
  const soundness = noting(found.soundness, (path) => stock.sound.has(path));
  return {
    kustomizations: { get: noting(found.kustomizations, (path) => stock.kustomizations.get(path)) },
    resources: { get: noting(found.resources, (path) => stock.resources.get(path)) },
    documents: { get: noting(found.documents, (path) => stock.documents.get(path)) },
    sound: { has: soundness },
  };
}

function noting<Answer>(
  notes: Map<string, Answer>,
  ask: (path: string) => Answer,
): (path: string) => Answer {
  return (path) => {
    const answer = ask(path);
    notes.set(path, answer);
    return answer;
  };
}

/** The same once more, from the notes. */
export function stockOf({ kustomizations, resources, documents, soundness }: Ingredients): Stock {
  return {
    kustomizations,
    resources,
    documents,
    sound: { has: (path) => soundness.get(path) === true },
  };
}

/** Whether other inputs would be asked the same, and say the same. */
export function areSame(
  { kustomizations, resources, documents, soundness, reached }: Ingredients,
  root: Field,
  { stock, graph }: { readonly stock: Stock; readonly graph: KustomizationGraph },
): boolean {
  return (
    isSameList(reached, graph.reached(root)) &&
    all(soundness, (path, answer) => stock.sound.has(path) === answer) &&
    all(kustomizations, (path, answer) => stock.kustomizations.get(path) === answer) &&
    all(resources, (path, answer) => isSameAnswer(stock.resources.get(path), answer)) &&
    all(documents, (path, answer) => isSameAnswer(stock.documents.get(path), answer))
  );
}

function all<Answer>(
  notes: ReadonlyMap<string, Answer>,
  holds: (path: string, answer: Answer) => boolean,
): boolean {
  for (const [path, answer] of notes) if (!holds(path, answer)) return false;
  return true;
}

function isSameAnswer<Item>(
  left: readonly Item[] | undefined,
  right: readonly Item[] | undefined,
): boolean {
  return left === undefined || right === undefined ? left === right : isSameList(left, right);
}
